package stockpot.cook;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import stockpot.cook.env.Places;
import stockpot.cook.host.Interruptions;
import stockpot.cook.operator.Kitchen;

/** Cook as a process that ends without ceremony some microseconds after its first change. */
final class KilledCook {
    private static final int KILLED = 137;
    private static final long NANOS = 1_000;

    private KilledCook() {}

    /** The first word is after how many microseconds; the rest are cook's own words. */
    public static void main(String[] words) {
        long wait = Long.parseLong(words[0]) * NANOS;
        Interruptions begin = new Begin(wait);
        Kitchen kitchen = new Kitchen(Places.ofProcess(), new SameChance(), begin);
        System.exit(Main.run(kitchen, Arrays.copyOfRange(words, 1, words.length)));
    }

    private static final class Begin implements Interruptions {
        private final long wait;
        private boolean begun;

        Begin(long wait) {
            this.wait = wait;
        }

        @Override
        public void at(String point) {
            if (!begun && !point.startsWith("run ")) { // the plan asks programs for their versions
                begun = true;
                long end = System.nanoTime() + wait;
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            for (long left = wait; left > 0; left = end - System.nanoTime()) {
                                LockSupport.parkNanos(left);
                            }
                            Runtime.getRuntime().halt(KILLED);
                        });
            }
        }
    }
}
