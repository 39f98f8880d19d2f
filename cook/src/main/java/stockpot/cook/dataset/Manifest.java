package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Sha256;

/**
 * What a backup consists of; the last file of it that is written.
 *
 * @param format of the backup, {@value #FORMAT}
 * @param serverName whose it is
 * @param made when, as ISO 8601 in UTC
 * @param program the version of cook that made it
 * @param database {@code sqlite} or {@code postgresql}
 * @param position the last position of the change log when the database was copied
 * @param files every other file of the backup
 */
record Manifest(
        int format,
        String serverName,
        String made,
        String program,
        String database,
        long position,
        List<Entry> files) {
    static final int FORMAT = 1;

    /** Its name in the folder of the backup. */
    static final String NAME = "manifest.json";

    /** Beside it: the checksum of the manifest, as {@code sha256sum} writes it. */
    static final String SUM = "manifest.json.sha256";

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    /**
     * A file of the backup.
     *
     * @param path below the folder of the backup
     * @param bytes how large it is
     * @param sha256 in lower-case hexadecimal
     */
    record Entry(String path, long bytes, String sha256) {}

    Manifest {
        files = List.copyOf(files);
    }

    byte[] print() {
        try {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
            return (text + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What stands in the file beside it. */
    static byte[] sum(byte[] manifest) {
        return (Sha256.of(manifest) + "  " + NAME + "\n").getBytes(UTF_8);
    }

    /**
     * Reads one.
     *
     * @throws HostException if it is damaged or of a later format
     */
    static Manifest parse(byte[] text) {
        try {
            Manifest manifest = JSON.readValue(text, Manifest.class);
            if (manifest.format() != FORMAT) {
                throw new HostException(
                        "The backup is of format "
                                + manifest.format()
                                + ", this program knows "
                                + FORMAT
                                + ": use the program that made it ("
                                + manifest.program()
                                + ") or a later one.");
            }
            return manifest;
        } catch (IOException e) {
            throw new HostException("The backup's " + NAME + " is damaged: use another backup.", e);
        }
    }
}
