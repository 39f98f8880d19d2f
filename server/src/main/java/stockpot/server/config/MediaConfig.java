package stockpot.server.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Files that people send.
 *
 * @param storePath {@code media_store_path}
 * @param maxUploadBytes {@code max_upload_size}
 * @param maxImagePixels {@code max_image_pixels}
 * @param maxPendingUploads {@code max_pending_media_uploads}, for each user
 * @param unusedExpiration {@code unused_expiration_time} of media ids without content
 * @param unauthenticatedAccess whether the routes without authentication serve new media ({@code
 *     enable_authenticated_media: false})
 */
public record MediaConfig(
        Path storePath,
        long maxUploadBytes,
        long maxImagePixels,
        int maxPendingUploads,
        Duration unusedExpiration,
        boolean unauthenticatedAccess) {}
