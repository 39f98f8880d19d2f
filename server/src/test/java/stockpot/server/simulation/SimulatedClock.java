package stockpot.server.simulation;

import stockpot.server.ports.Clock;

/** The virtual clock. */
final class SimulatedClock implements Clock {
    /** 2026-01-01T00:00:00Z. */
    private static final long BEGINNING_MS = 1_767_225_600_000L;

    private final Simulation simulation;

    SimulatedClock(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public long nanos() {
        return simulation.now();
    }

    @Override
    public long millis() {
        return BEGINNING_MS + simulation.now() / 1_000_000;
    }
}
