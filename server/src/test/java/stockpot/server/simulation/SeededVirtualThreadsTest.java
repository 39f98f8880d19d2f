package stockpot.server.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Watches the private door of the JDK, so that an update that closes it is noticed here. */
class SeededVirtualThreadsTest {
    @Test
    void everyStretchOfAThreadComesToOurScheduler() {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        List<String> log = new ArrayList<>();
        Thread thread =
                SeededVirtualThreads.unstarted(
                        tasks::add,
                        "one",
                        () -> {
                            log.add("before");
                            LockSupport.park();
                            log.add("after");
                        });
        thread.start();
        assertEquals(List.of(), log);
        assertEquals(SeededVirtualThreads.taskOf(thread), tasks.peek());
        tasks.remove().run();
        assertEquals(List.of("before"), log);
        assertTrue(tasks.isEmpty());
        LockSupport.unpark(thread);
        tasks.remove().run();
        assertEquals(List.of("before", "after"), log);
        assertFalse(thread.isAlive());
    }

    @Test
    void timedWaitOfTheJdkFailsTheSeed() {
        Simulation simulation = new Simulation(1);
        Incarnation life = new Incarnation(simulation, "life");
        life.start("careless", () -> LockSupport.parkNanos(1_000_000));
        try {
            simulation.run();
        } catch (IllegalStateException e) {
            simulation.trace("stopped");
        }
        assertFalse(simulation.violations().isEmpty());
    }

    @Test
    void taskOfAForeignThreadFailsTheSeed() throws InterruptedException {
        Simulation simulation = new Simulation(1);
        Incarnation life = new Incarnation(simulation, "life");
        Thread parked = life.start("parked", LockSupport::park);
        simulation.run();
        Thread foreign =
                Thread.ofPlatform().name("foreign").start(() -> LockSupport.unpark(parked));
        foreign.join();
        assertFalse(simulation.violations().isEmpty());
    }
}
