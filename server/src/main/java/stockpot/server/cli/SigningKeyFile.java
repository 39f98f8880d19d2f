package stockpot.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import stockpot.server.config.StartupRefusal;
import stockpot.server.ports.Chance;

/**
 * The file of the server's own Ed25519 key, in the form Synapse has: {@code ed25519 a_Abcd seed}.
 * It is made once. Where a database exists without it the start is refused, since a server with
 * another key is another server to everyone else (threats K12, Z05).
 */
public final class SigningKeyFile {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SEED_BYTES = 32;
    private static final int VERSION_LETTERS = 4;

    private SigningKeyFile() {}

    /**
     * The first line of the file, made now if neither key nor database is there.
     *
     * @param databaseExists whether events may have been signed already
     * @throws StartupRefusal where the key is unreadable, or missing beside a database
     */
    public static String loadOrCreate(Path path, boolean databaseExists, Chance chance) {
        if (PrivateFiles.exists(path)) {
            return load(path);
        }
        if (databaseExists) {
            throw new StartupRefusal(
                    "The signing key "
                            + path
                            + " is missing, but there is a database: put the key back from a"
                            + " backup, since with a new one other servers would refuse this"
                            + " server's events. Nothing was changed.");
        }
        return create(path, chance);
    }

    /** Makes the file, or reads the one that is there. */
    static String create(Path path, Chance chance) {
        String line = newLine(chance);
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                PrivateFiles.folder(folder);
            }
            PrivateFiles.create(path, line + "\n");
            return line;
        } catch (FileAlreadyExistsException e) {
            return load(path);
        } catch (IOException e) {
            throw new StartupRefusal(
                    "The signing key cannot be written to " + path + ": make its folder writable.",
                    e);
        }
    }

    private static String load(Path path) {
        try {
            return Files.readString(path)
                    .lines()
                    .map(String::strip)
                    .filter(SigningKeyFile::isKey)
                    .findFirst()
                    .orElseThrow(() ->
                            new StartupRefusal(
                                    path
                                            + " holds no signing key of the form ed25519"
                                            + " a_Abcd SEED: put the right file back from a"
                                            + " backup. Nothing was changed."));
        } catch (IOException e) {
            throw new StartupRefusal(
                    "The signing key "
                            + path
                            + " cannot be read: give this user the right to read it. Nothing was"
                            + " changed.",
                    e);
        }
    }

    private static boolean isKey(String line) {
        String[] parts = line.split(" +");
        if (parts.length != 3 || !parts[0].equals("ed25519")) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(parts[2]).length == SEED_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String newLine(Chance chance) {
        StringBuilder version = new StringBuilder("a_");
        for (int i = 0; i < VERSION_LETTERS; i++) {
            version.append(LETTERS.charAt(chance.below(LETTERS.length())));
        }
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "ed25519 " + version + " " + base64.encodeToString(chance.bytes(SEED_BYTES));
    }
}
