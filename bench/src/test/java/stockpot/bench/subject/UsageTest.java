package stockpot.bench.subject;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void readsThisProcess() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "no /proc on this system");
        Usage usage = Usage.of(ProcessHandle.current().pid());
        assertTrue(usage.cpuMillis() > 0, "CPU time");
        assertTrue(
                usage.rssMegabytes() > 20 && usage.rssMegabytes() < 4000,
                "RSS " + usage.rssMegabytes());
        assertTrue(usage.threads() > 3, "threads");
    }
}
