package stockpot.cook;

import java.security.SecureRandom;
import java.util.Arrays;

/** Gives the same bytes every time, so that two runs can be compared byte by byte. */
final class SameChance extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, (byte) 7);
    }

    @Override
    public int nextInt(int bound) {
        return 3 % bound;
    }
}
