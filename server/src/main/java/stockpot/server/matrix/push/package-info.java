/**
 * Push rules: what a user wants to be told about. Rules and an event come in, the actions of the
 * first rule that matches leave. First read {@link stockpot.server.matrix.push.PushEvaluator}; the
 * set of a user is {@link stockpot.server.matrix.push.PushRules}. Counting, storing and telling are
 * not here. Client-Server API, "Push Rules".
 */
@NullMarked
package stockpot.server.matrix.push;

import org.jspecify.annotations.NullMarked;
