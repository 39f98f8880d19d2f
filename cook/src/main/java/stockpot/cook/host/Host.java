package stockpot.cook.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine: the only way to write files or to run programs. Every method that changes something
 * is whole or absent after a kill at any moment, refuses links, special files and foreign owners in
 * its way (threat Z06), and never passes a value through a shell.
 */
public interface Host {
    /** Whether a file, folder or link of that name is there; links are not followed. */
    boolean exists(Path path);

    /** Whether a folder, and no link to one, is there. */
    boolean isFolder(Path path);

    /** The bytes of a plain file, or null if there is none. */
    byte @Nullable [] read(Path file);

    /** What lies in a folder, sorted by name; nothing if there is no such folder. */
    List<Path> list(Path folder);

    /** Where a link points, or null if there is no link of that name. */
    @Nullable Path target(Path link);

    /** The mode of a file or folder as {@code rwxr-xr-x}, or null if nothing is there. */
    @Nullable String mode(Path path);

    /** Lets a moment pass. */
    void pause(Duration time);

    /** Makes a folder and those above it; brings mode and owner of the last into order. */
    void folder(Path folder, Mode mode, Owner owner);

    /** Writes beside it, syncs, renames, syncs the folder; an equal file is left untouched. */
    void write(Path file, byte[] content, Mode mode, Owner owner);

    /** As {@link #write}, but a file that is there stays as it is; returns what is there now. */
    byte[] once(Path file, byte[] content, Mode mode, Owner owner);

    /**
     * Copies a plain file of any size, as whole as {@link #write} writes.
     *
     * @return what was copied
     */
    Copied copy(Path from, Path to, Mode mode, Owner owner);

    /** Points a link elsewhere by one rename. */
    void link(Path link, Path target);

    /** Gives a folder another name by one rename; nothing has that name yet. */
    void rename(Path from, Path to);

    /** Removes a file or link, or a folder with all in it; nothing if it is not there. */
    void remove(Path path);

    /**
     * Runs a program to its end.
     *
     * @param command the program and its words; no secrets
     * @param input what it reads, or null
     * @param environment variables added to a bare environment
     * @return its exit status and what it printed, both streams together, at most 64 KiB
     * @throws HostException if it cannot be started or takes longer than allowed
     */
    Result run(
            List<String> command,
            @Nullable String input,
            Map<String, String> environment,
            Duration limit);

    /** As above, without input and variables. */
    default Result run(List<String> command, Duration limit) {
        return run(command, null, Map.of(), limit);
    }

    /** The full path of a program on the search path, or null. */
    @Nullable Path program(String name);

    /**
     * What was copied.
     *
     * @param sha256 in lower-case hexadecimal
     */
    record Copied(long bytes, String sha256) {}

    /** What a program left behind. */
    record Result(int status, String output) {}
}
