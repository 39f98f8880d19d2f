/**
 * What runs: the list of services in order, and the duties that come again and again. {@link
 * stockpot.cook.services.Service} is the class to read first. How a service is configured belongs
 * to its own package ({@code nginx}, {@code consul}) or to {@code files}.
 */
@NullMarked
package stockpot.cook.services;

import org.jspecify.annotations.NullMarked;
