package stockpot.cook.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Finds and runs programs, with a bare environment and a limit. */
public final class Programs {
    private static final int MOST_OUTPUT = 64 << 10;
    private static final List<String> USUAL =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final String path;

    /**
     * Programs.
     *
     * @param path the search path; the system's usual folders come behind it
     */
    public Programs(String path) {
        List<String> folders = new ArrayList<>();
        for (String folder : path.split(":", -1)) {
            // An empty or relative part would mean the folder that the caller stands in.
            if (folder.startsWith("/") && !folders.contains(folder)) {
                folders.add(folder);
            }
        }
        USUAL.stream().filter(folder -> !folders.contains(folder)).forEach(folders::add);
        this.path = String.join(":", folders);
    }

    /** The search path. */
    public String path() {
        return path;
    }

    /** The full path of a program, or null. */
    public @Nullable Path find(String name) {
        for (String folder : path.split(":")) {
            Path program = Path.of(folder, name);
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    Host.Result run(
            List<String> command,
            @Nullable String input,
            Map<String, String> environment,
            Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(found(command)).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(Map.of("PATH", path, "LC_ALL", "C.UTF-8"));
        variables.putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new HostException(command.getFirst() + " cannot be started: install it.", e);
        }
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> drained(process.getInputStream()));
            feed(process, input);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw tooLong(command, limit);
            }
            return new Host.Result(process.exitValue(), output.get(1, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException e) {
            // A child of it holds the output open.
            throw new HostException(command.getFirst() + " left a process behind.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooLong(command, limit);
        } finally {
            process.destroyForcibly();
        }
    }

    /** With the program's full path: Java would look for it on its own search path only. */
    private List<String> found(List<String> command) {
        List<String> line = new ArrayList<>(command);
        if (!command.getFirst().contains("/")) {
            Path program = find(command.getFirst());
            if (program == null) {
                throw new HostException(command.getFirst() + " is not there: install it.");
            }
            line.set(0, program.toString());
        }
        return line;
    }

    private static HostException tooLong(List<String> command, Duration limit) {
        return new HostException(
                command.getFirst()
                        + " took longer than "
                        + limit.toSeconds()
                        + " s and was ended.");
    }

    private static void feed(Process process, @Nullable String input) {
        try (OutputStream out = process.getOutputStream()) {
            if (input != null) {
                out.write(input.getBytes(UTF_8));
            }
        } catch (IOException e) {
            // it ended without reading all
        }
    }

    /** Reads to the end and keeps the beginning. */
    private static String drained(InputStream in) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                kept.write(buffer, 0, Math.min(n, MOST_OUTPUT - kept.size()));
            }
        } catch (IOException e) {
            // ended
        }
        return kept.toString(UTF_8);
    }
}
