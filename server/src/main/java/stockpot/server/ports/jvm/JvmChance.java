package stockpot.server.ports.jvm;

import java.security.SecureRandom;
import stockpot.server.ports.Chance;

/** The operating system's generator for secrets. */
public final class JvmChance implements Chance {
    private final SecureRandom random = new SecureRandom();

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
