package stockpot.server.ports;

/** All ports together, as {@code Wiring} hands them out. */
public record Ports(
        Clock clock,
        Waiting waiting,
        Threads threads,
        Lanes lanes,
        Chance chance,
        Outgoing outgoing) {}
