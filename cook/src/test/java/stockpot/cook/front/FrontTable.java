package stockpot.cook.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A table of services as {@code cook up} writes it, with small scripts in the place of programs.
 */
final class FrontTable {
    final Path run;
    final Path table;
    final Path log;

    FrontTable(Path run) throws IOException {
        this.run = run;
        this.table = Files.createDirectories(run.resolve("front"));
        this.log = run.resolve("happened");
        Files.createDirectories(table.resolve("services"));
        Files.createFile(log);
    }

    /** A service that notes its start, its stop signal (and then ends), and HUP. */
    Path lasting(String entry) throws IOException {
        String name = entry.substring(entry.indexOf('-') + 1);
        return service(
                entry,
                "note started",
                "trap 'note stopped; kill $nap; exit 0' TERM",
                "trap 'note reread' HUP",
                "while :; do sleep 3600 & nap=$!; wait $nap; done",
                "# " + name);
    }

    /** A service that is a script of these lines; {@code note WORD} writes to the log. */
    Path service(String entry, String... lines) throws IOException {
        String name = entry.substring(entry.indexOf('-') + 1);
        Path program = script(name, lines);
        return words(entry, List.of(program.toString()));
    }

    /** A service of this command. */
    Path words(String entry, List<String> command) throws IOException {
        Path folder = Files.createDirectories(table.resolve("services").resolve(entry));
        Files.write(folder.resolve("argv"), command);
        Files.writeString(folder.resolve("signal"), "TERM\n");
        Files.writeString(folder.resolve("limit"), "10\n");
        Files.writeString(folder.resolve("reload"), "HUP\n");
        return folder;
    }

    /** A program of these lines. */
    Path script(String name, String... lines) throws IOException {
        Path program = run.resolve(name + ".sh");
        String body =
                "#!/bin/sh\nnote() { printf '%s\\n' \""
                        + name
                        + " $*\" >>'"
                        + log
                        + "'; }\n"
                        + String.join("\n", lines)
                        + "\n";
        Files.writeString(program, body);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    /** What happened so far, a line each. */
    List<String> happened() throws IOException {
        return Files.readString(log, UTF_8).lines().toList();
    }

    long count(String line) throws IOException {
        return happened().stream().filter(line::equals).count();
    }
}
