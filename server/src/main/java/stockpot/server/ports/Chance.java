package stockpot.server.ports;

/** Every random number. In production it is {@code SecureRandom} (threats K11). */
public interface Chance {
    /** {@code count} random bytes, fit for secrets. */
    byte[] bytes(int count);

    /** A number from 0 to {@code bound} − 1. */
    int below(int bound);
}
