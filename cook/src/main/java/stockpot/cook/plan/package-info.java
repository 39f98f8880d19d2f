/**
 * What has to be so, in order: folders, identity, files, services. {@link
 * stockpot.cook.plan.Planner} is the class to read first: it asks each package for its share and
 * runs nothing.
 */
@NullMarked
package stockpot.cook.plan;

import org.jspecify.annotations.NullMarked;
