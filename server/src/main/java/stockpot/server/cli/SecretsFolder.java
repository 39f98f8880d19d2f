package stockpot.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import stockpot.server.config.KeptSecrets;
import stockpot.server.config.StartupRefusal;
import stockpot.server.ports.Chance;

/** Secrets that nobody gave, each in a file of its own in the data set. */
final class SecretsFolder implements KeptSecrets {
    private static final int BYTES = 32;

    private final Chance chance;

    SecretsFolder(Chance chance) {
        this.chance = chance;
    }

    /** A fresh secret: 256 bits, in letters that need no quotes. */
    static String fresh(Chance chance) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(BYTES));
    }

    @Override
    public String secret(Path dataDir, String name) {
        Path folder = dataDir.resolve("secrets");
        Path file = folder.resolve(name);
        try {
            if (!PrivateFiles.exists(file)) {
                PrivateFiles.folder(folder);
                PrivateFiles.create(file, fresh(chance) + "\n");
            }
        } catch (FileAlreadyExistsException e) {
            // made by another process in this moment: read it
        } catch (IOException e) {
            String sentence = "The secret " + file + " cannot be written: make the folder writable";
            throw new StartupRefusal(sentence + ", or give " + name + " in the configuration.", e);
        }
        try {
            String secret = Files.readString(file).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException e) {
            throw new StartupRefusal(file + " cannot be read: give this user the right to.", e);
        }
        throw new StartupRefusal(file + " is empty: put it back from a backup, or remove it.");
    }
}
