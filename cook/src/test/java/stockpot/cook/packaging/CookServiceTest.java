package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** The service {@code rc.d/cook}, by which a normal jail is set up at boot. */
class CookServiceTest {
    static final String[] SHELLS = Scripts.SHELLS;

    @TempDir Path folder;

    private Path script = Path.of("");
    private Path settings = Path.of("");
    private Path words = Path.of("");
    private Installed installed = new Installed(Path.of(""));

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        installed = Installed.hollow(folder);
        script = installed.service("cook");
        settings = Scripts.write(folder.resolve("etc/rc.conf"), "cook_flags=\"-d example.com\"\n");
        words = folder.resolve("words");
        cook("exit 0");
        Scripts.program(
                installed.bin("cook-stop"), "#!/bin/sh\necho \"cook-stop: stopped soup ($#)\"\n");
    }

    /** A cook that tells its words and then does this. */
    private void cook(String then) throws IOException {
        Scripts.program(
                installed.bin("cook"),
                "#!/bin/sh\necho \"$* under=${COOK_UNDER-} pid=$$\" >>'" + words + "'\n" + then);
    }

    private Outcome rc(String shell, String word) throws IOException, InterruptedException {
        return new Scripts(shell)
                .with("RC_ROOT", folder.toString())
                .over(Scripts.freeBsd().resolve("bin"))
                .run(script, word);
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void cookRunsOnceAndReturns(String shell) throws IOException, InterruptedException {
        rc(shell, "start").good().says("Set cook_enable to YES");
        assertFalse(Files.exists(words));
        rc(shell, "enable").good();
        rc(shell, "start").good();
        assertEquals(1, Scripts.count(Scripts.text(words), "up -d example.com under=rc"));
        rc(shell, "restart").good();
        rc(shell, "reload").good();
        assertEquals(3, Scripts.count(Scripts.text(words), "up -d example.com under=rc"));
        rc(shell, "doctor").good();
        rc(shell, "status").good();
        assertEquals(1, Scripts.count(Scripts.text(words), "\ndoctor under= "));
        rc(shell, "stop").good().says("cook-stop: stopped soup (0)");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void failureIsTheServicesFailureWithWhatToDo(String shell)
            throws IOException, InterruptedException {
        cook("echo 'cook: DOMAIN is missing' >&2; exit 1\n");
        rc(shell, "onestart")
                .bad()
                .says("cook: DOMAIN is missing")
                .says("cook ended with 1")
                .says("service cook start");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void bootGoesOnWhenCookHangsAndServicesItStartedStay(String shell)
            throws IOException, InterruptedException {
        Path service = folder.resolve("service");
        cook("sleep 600 & echo $! >'" + service + "'\nexec sleep 500\n");
        Files.writeString(settings, "cook_timeout=1\n");
        rc(shell, "onestart").bad().says("cook was not done after 1 s (cook_timeout)");
        long started = Long.parseLong(Scripts.text(service).strip());
        boolean stays = Scripts.lives(started);
        ProcessHandle.of(started).ifPresent(ProcessHandle::destroyForcibly);
        assertEquals(true, stays, "what cook had started goes on");
        String line = Scripts.text(words).strip();
        long cook = Long.parseLong(line.substring(line.lastIndexOf('=') + 1));
        Scripts.await("the end of cook", () -> !Scripts.lives(cook));
    }

    @Test
    void variablesOfPotAreNeverRunAsAScript() throws IOException {
        String text = Files.readString(Scripts.top("rc.d/cook"));
        assertFalse(text.contains(". /tmp/environment.sh"));
        assertFalse(text.contains("cook_env_file:="), "rc.subr sources the file of that name");
    }
}
