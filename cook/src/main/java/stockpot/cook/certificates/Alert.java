package stockpot.cook.certificates;

import java.time.Instant;

/**
 * Something that the operator must hear of.
 *
 * @param cause a stable name; each is spoken of once a day at most
 * @param level changes when it gets worse
 * @param text one line with the remedy
 * @param since when it began
 * @param repeats whether it is said again every day
 */
public record Alert(String cause, String level, String text, Instant since, boolean repeats) {}
