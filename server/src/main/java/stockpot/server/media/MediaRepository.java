package stockpot.server.media;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MediaConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.MxcUri;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;
import stockpot.server.store.Database;
import stockpot.server.store.MediaFiles;
import stockpot.server.store.MediaFiles.Content;
import stockpot.server.store.MediaFiles.MediaRow;

/** Uploads and what becomes of them. Client-Server API, "Content repository". */
public final class MediaRepository {
    /** Longest wait for a content that is still to come. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int ID_BYTES = 18;

    private final ServerName server;
    private final MediaConfig config;
    private final Database database;
    private final ContentStore contents;
    private final Arrivals arrivals;
    private final Clock clock;
    private final Chance chance;

    /**
     * A media id that was made in advance, and until when its content may come, in milliseconds.
     */
    public record Reserved(MxcUri uri, long expiresAt) {}

    /** Bytes that may be served, with what is known of them. */
    public record Found(Path file, Content content) {}

    public MediaRepository(
            ServerName server,
            MediaConfig config,
            Database database,
            ContentStore contents,
            Clock clock,
            Waiting waiting,
            Chance chance) {
        this.server = server;
        this.config = config;
        this.database = database;
        this.contents = contents;
        this.arrivals = new Arrivals(clock, waiting);
        this.clock = clock;
        this.chance = chance;
    }

    /** The largest upload, in bytes. */
    public long maxUploadBytes() {
        return config.maxUploadBytes();
    }

    /**
     * Stores a file under a new id.
     *
     * @param type the claimed {@code Content-Type}, or null
     * @param fileName the claimed name, or null
     */
    public MxcUri upload(
            UserId user, InputStream body, @Nullable String type, @Nullable String fileName) {
        String id = newId();
        store(
                body,
                type,
                fileName,
                content ->
                        database.write(tx -> {
                            MediaFiles.add(
                                    tx,
                                    id,
                                    user,
                                    clock.millis(),
                                    content,
                                    !config.unauthenticatedAccess());
                            return true;
                        }));
        return MxcUri.of(server, id);
    }

    /**
     * Makes an id whose content comes later (threat M09).
     *
     * @throws stockpot.server.matrix.error.MatrixException 429 when too many wait already
     */
    public Reserved reserve(UserId user) {
        String id = newId();
        long now = clock.millis();
        long expiresAt = now + config.unusedExpiration().toMillis();
        boolean made =
                database.write(tx -> {
                    MediaFiles.forgetExpired(tx, user, now);
                    if (MediaFiles.waiting(tx, user, now) >= config.maxPendingUploads()) {
                        return false;
                    }
                    MediaFiles.reserve(
                            tx, id, user, now, expiresAt, !config.unauthenticatedAccess());
                    return true;
                });
        if (!made) {
            throw MatrixErrors.limitExceeded(Duration.ofSeconds(30));
        }
        return new Reserved(MxcUri.of(server, id), expiresAt);
    }

    /**
     * Brings the content of an id that was made in advance.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404, 403, 409 {@code
     *     M_CANNOT_OVERWRITE_MEDIA}
     */
    public void fill(
            UserId user,
            MxcUri uri,
            InputStream body,
            @Nullable String type,
            @Nullable String fileName) {
        MediaRow row = row(uri);
        if (row == null || isExpired(row)) {
            throw MatrixErrors.notFound("Unknown media ID");
        }
        if (!row.user().equals(user)) {
            throw MatrixErrors.forbidden("Only the creator of the media ID can upload to it");
        }
        if (row.content() != null) {
            throw overwrite();
        }
        boolean filled =
                store(
                        body,
                        type,
                        fileName,
                        content ->
                                database.write(tx -> MediaFiles.fill(tx, uri.mediaId(), content)));
        if (!filled) {
            throw overwrite();
        }
        arrivals.tell();
    }

    private static RuntimeException overwrite() {
        return MatrixErrors.of(409, "M_CANNOT_OVERWRITE_MEDIA", "Media already uploaded");
    }

    private interface Recording {
        boolean record(Content content);
    }

    /** File first, row second: a row never stands for bytes that are not on the disk. */
    private boolean store(
            InputStream body,
            @Nullable String type,
            @Nullable String fileName,
            Recording recording) {
        ContentStore.Arrived arrived = contents.take(body);
        boolean recorded = false;
        try {
            recorded =
                    recording.record(
                            new Content(
                                    arrived.hash(),
                                    arrived.size(),
                                    ContentTypes.cleaned(type),
                                    FileNames.cleaned(fileName)));
            return recorded;
        } finally {
            contents.settle(arrived.hash(), !recorded && !isUsed(arrived.hash()));
        }
    }

    private boolean isUsed(String hash) {
        return database.read(tx -> MediaFiles.isUsed(tx, hash));
    }

    /**
     * What an id stands for, waiting for it if it is still to come.
     *
     * @param authenticated whether whoever asks is logged in (threat M06)
     * @throws stockpot.server.matrix.error.MatrixException 404; 504 {@code M_NOT_YET_UPLOADED}
     */
    public Found find(MxcUri uri, boolean authenticated, Duration patience) {
        MediaRow row = row(uri);
        if (row != null && isAwaited(row) && isServed(row, authenticated)) {
            row = await(uri, patience);
        }
        if (row == null || !isServed(row, authenticated)) {
            throw MatrixErrors.notFound("Not found");
        }
        Content content = row.content();
        if (content == null) {
            throw MatrixErrors.of(504, "M_NOT_YET_UPLOADED", "The content has not come yet");
        }
        Path file = contents.find(content.hash());
        if (file == null) {
            throw MatrixErrors.notFound("Not found");
        }
        return new Found(file, content);
    }

    /** Removes an id with its bytes, unless another id stands for them too; false if unknown. */
    public boolean delete(String mediaId) {
        MediaRow row = database.read(tx -> MediaFiles.find(tx, mediaId));
        Content content = row == null ? null : row.content();
        if (content == null) {
            return row != null && database.write(tx -> MediaFiles.delete(tx, mediaId));
        }
        contents.hold(content.hash());
        boolean unused = false;
        try {
            boolean deleted = database.write(tx -> MediaFiles.delete(tx, mediaId));
            unused = !isUsed(content.hash());
            return deleted;
        } finally {
            contents.settle(content.hash(), unused);
            if (unused) {
                contents.removeThumbnails(content.hash());
            }
        }
    }

    /** Whether an id waits for its content, so that asking for it may take a while. */
    public boolean isAwaited(MxcUri uri) {
        MediaRow row = row(uri);
        return row != null && isAwaited(row);
    }

    private boolean isAwaited(MediaRow row) {
        return row.content() == null && !isExpired(row);
    }

    private boolean isServed(MediaRow row, boolean authenticated) {
        return row.quarantinedBy() == null
                && !isExpired(row)
                && (authenticated || config.unauthenticatedAccess() || !row.authenticated());
    }

    private @Nullable MediaRow await(MxcUri uri, Duration patience) {
        try {
            arrivals.await(
                    () -> {
                        MediaRow row = row(uri);
                        return row == null || row.content() != null || isExpired(row);
                    },
                    patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return row(uri);
    }

    private @Nullable MediaRow row(MxcUri uri) {
        if (!uri.server().equals(server)) {
            return null;
        }
        return database.read(tx -> MediaFiles.find(tx, uri.mediaId()));
    }

    private boolean isExpired(MediaRow row) {
        Long expiresAt = row.expiresAt();
        return expiresAt != null && expiresAt <= clock.millis();
    }

    private String newId() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(ID_BYTES));
    }
}
