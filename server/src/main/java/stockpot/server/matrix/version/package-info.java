/**
 * Room versions as data: {@link stockpot.server.matrix.version.RoomVersion} is a record of rules,
 * each version its predecessor with named differences. Other code asks for a rule, never for a
 * number. A rule of a new version is added to {@link stockpot.server.matrix.version.RoomRule} and
 * asked for where it matters; no algorithm belongs here. Specification, "Room Versions".
 */
@NullMarked
package stockpot.server.matrix.version;

import org.jspecify.annotations.NullMarked;
