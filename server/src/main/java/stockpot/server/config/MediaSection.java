package stockpot.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Files that people send. */
final class MediaSection {
    static final Setting<Path> STORE_PATH =
            Setting.open(
                    "media_store_path",
                    Types.PATH,
                    "`media_store` in `data_dir`",
                    "Where uploaded files lie.");
    private static final Setting<Long> MAX_UPLOAD =
            Setting.shared(
                    "max_upload_size", Types.SIZE, 50L << 20, "50M", "Largest upload, in bytes.");
    private static final Setting<Long> MAX_PIXELS =
            Setting.shared(
                    "max_image_pixels",
                    Types.SIZE,
                    32L << 20,
                    "32M",
                    "Largest image, in pixels, of which thumbnails are made.");
    private static final Setting<Integer> MAX_PENDING =
            Setting.shared(
                    "max_pending_media_uploads",
                    Types.whole(1, 1_000),
                    5,
                    "5",
                    "Media ids without content that one user may hold.");
    private static final Setting<Duration> UNUSED =
            Setting.shared(
                    "unused_expiration_time",
                    Types.DURATION,
                    Duration.ofHours(24),
                    "24h",
                    "After this long a media id without content is dropped.");
    private static final Setting<Boolean> AUTHENTICATED =
            Setting.shared(
                    "enable_authenticated_media",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether new files are served to logged-in users and servers only.");

    private MediaSection() {}

    static List<Setting<?>> settings() {
        return List.of(STORE_PATH, MAX_UPLOAD, MAX_PIXELS, MAX_PENDING, UNUSED, AUTHENTICATED);
    }

    static MediaConfig read(Values values, Path dataDir) {
        Path path = values.find(STORE_PATH);
        return new MediaConfig(
                path == null ? dataDir.resolve("media_store") : path,
                values.get(MAX_UPLOAD),
                values.get(MAX_PIXELS),
                values.get(MAX_PENDING),
                values.get(UNUSED),
                !values.get(AUTHENTICATED));
    }
}
