package stockpot.server.media;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MediaConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Lanes;

/** Thumbnails of images, made when first asked for. Client-Server API, "Thumbnails". */
public final class Thumbnails {
    /** Ceiling of the threat catalogue, whatever the configuration says. */
    private static final long MOST_PIXELS = 40_000_000;

    /** A progressive JPEG is held whole while it is decoded, about three bytes for each pixel. */
    private static final long MOST_PROGRESSIVE_PIXELS = 16_000_000;

    /** A WebP, which the JDK cannot decode, is its own thumbnail up to this size. */
    private static final long MOST_WEBP_BYTES = 512 * 1024;

    private static final long NANOS_ALLOWED = 10_000_000_000L;

    private final ContentStore contents;
    private final ThumbnailLane lane;
    private final Clock clock;
    private final long maxPixels;

    /** A thumbnail, or the original where that is small enough. */
    public record Thumbnail(Path file, String type) {}

    public Thumbnails(MediaConfig config, ContentStore contents, Clock clock, Lanes lanes) {
        this.contents = contents;
        this.lane = new ThumbnailLane(lanes);
        this.clock = clock;
        this.maxPixels = Math.min(MOST_PIXELS, config.maxImagePixels());
    }

    /**
     * The thumbnail of a content.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 when it is no image; 413 when it is
     *     too large a one
     */
    public Thumbnail of(MediaRepository.Found found, ThumbnailSize size) {
        ImageHeader header = header(found.file());
        if (header == null) {
            throw unusable();
        }
        if (size.holds(header)) {
            return new Thumbnail(found.file(), header.kind().type());
        }
        if (header.kind() == ImageHeader.Kind.WEBP) {
            if (found.content().size() > MOST_WEBP_BYTES) {
                throw unusable();
            }
            return new Thumbnail(found.file(), header.kind().type());
        }
        if (header.pixels() > (header.progressive() ? MOST_PROGRESSIVE_PIXELS : maxPixels)) {
            throw MatrixErrors.tooLarge("The image has too many pixels");
        }
        return made(found, header, size);
    }

    private Thumbnail made(MediaRepository.Found found, ImageHeader header, ThumbnailSize size) {
        String hash = found.content().hash();
        boolean jpeg = header.kind() == ImageHeader.Kind.JPEG;
        String type = jpeg ? ImageHeader.Kind.JPEG.type() : ImageHeader.Kind.PNG.type();
        Path known = contents.findThumbnail(hash, size.variant());
        if (known == null) {
            lane.run(() -> make(found, header, size));
            known = contents.findThumbnail(hash, size.variant());
        }
        if (known == null) {
            throw unusable();
        }
        return new Thumbnail(known, type);
    }

    private void make(MediaRepository.Found found, ImageHeader header, ThumbnailSize size) {
        String hash = found.content().hash();
        if (contents.findThumbnail(hash, size.variant()) != null) {
            return; // somebody before us in the queue wanted the same
        }
        try {
            byte[] image =
                    new ThumbnailMaker(clock, maxPixels, NANOS_ALLOWED)
                            .make(found.file(), header, size);
            contents.keepThumbnail(hash, size.variant(), image);
        } catch (ThumbnailMaker.Unusable e) {
            // The caller finds no thumbnail and says so.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable ImageHeader header(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return ImageHeader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException unusable() {
        return MatrixErrors.of(400, "M_UNKNOWN", "Cannot make a thumbnail of this file");
    }
}
