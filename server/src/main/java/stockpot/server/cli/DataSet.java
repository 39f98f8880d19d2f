package stockpot.server.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import stockpot.server.config.StartupRefusal;

/** The data folder, held by one server at a time. */
final class DataSet implements AutoCloseable {
    private static final String LOCK = "stockpot.lock";

    private final FileChannel channel;

    private DataSet(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder if it is missing and takes its lock, which ends with the process at the
     * latest.
     *
     * @throws StartupRefusal where it is not writable, or another server has it
     */
    static DataSet take(Path folder) {
        try {
            PrivateFiles.folder(folder);
            FileChannel channel = open(folder.resolve(LOCK));
            if (lock(channel)) {
                return new DataSet(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StartupRefusal(
                    "The data folder "
                            + folder
                            + " is not writable: give it to the user this server runs as, or name"
                            + " another one by data_dir.",
                    e);
        }
        throw new StartupRefusal(
                "Another server runs on the data folder "
                        + folder
                        + ": stop it first, or give this one a data_dir of its own.");
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            PrivateFiles.create(file, "");
        } catch (FileAlreadyExistsException e) {
            // left by the run before
        }
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock cannot be given back", e);
        }
    }
}
