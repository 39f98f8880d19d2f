package stockpot.server.simulation;

import java.util.Random;
import stockpot.server.ports.Chance;

/** Chance that follows from the seed. */
final class SimulatedChance implements Chance {
    private final Random random;

    SimulatedChance(Random random) {
        this.random = random;
    }

    @Override
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
