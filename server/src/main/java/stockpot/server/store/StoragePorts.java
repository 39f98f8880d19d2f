package stockpot.server.store;

import stockpot.server.ports.Clock;
import stockpot.server.ports.Lanes;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;

/**
 * What storage needs from outside.
 *
 * @param lanes threads that own a connection each
 * @param steps hears of each step that can fail; {@link StorageSteps#NONE} in production
 */
public record StoragePorts(
        Clock clock, Waiting waiting, Threads threads, Lanes lanes, StorageSteps steps) {}
