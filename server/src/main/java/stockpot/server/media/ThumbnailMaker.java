package stockpot.server.media;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import stockpot.server.ports.Clock;

/**
 * Decodes, shrinks, encodes. The image is read thinned out, so that what is decoded is at most
 * twice the thumbnail on each side; nothing of its metadata is looked at or copied (threat M05).
 * The image classes of the JDK load when this class is first used and not before.
 */
final class ThumbnailMaker {
    /** What is held decoded at a time: 32 MB even of an image with 16 bits for each colour. */
    private static final int MOST_DECODED_PIXELS = 4_000_000;

    private final Clock clock;
    private final long maxPixels;
    private final long nanosAllowed;

    ThumbnailMaker(Clock clock, long maxPixels, long nanosAllowed) {
        this.clock = clock;
        this.maxPixels = maxPixels;
        this.nanosAllowed = nanosAllowed;
    }

    /** Thrown when a file cannot be made into a thumbnail. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Makes a thumbnail: JPEG of a JPEG, PNG of everything else. */
    byte[] make(Path file, ImageHeader header, ThumbnailSize size) throws IOException, Unusable {
        BufferedImage thin;
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            thin = decode(in, header.kind(), size);
        } catch (IOException | RuntimeException e) {
            // What the decoders throw at broken files is any of these.
            throw new Unusable("the image cannot be decoded");
        }
        return encode(shrink(thin, size), header.kind() == ImageHeader.Kind.JPEG);
    }

    private BufferedImage decode(ImageInputStream in, ImageHeader.Kind kind, ThumbnailSize size)
            throws IOException {
        ImageReader reader = reader(kind);
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > maxPixels) {
                throw new IOException("too large"); // a frame larger than the header says
            }
            ImageReadParam param = reader.getDefaultReadParam();
            Rectangle part =
                    size.crop() ? middle(width, height, size) : new Rectangle(width, height);
            int thinning = thinning(part, size.shrinking(width, height));
            param.setSourceRegion(part);
            param.setSourceSubsampling(thinning, thinning, 0, 0);
            reader.addIIOReadProgressListener(new TimeLimit(clock, clock.nanos() + nanosAllowed));
            BufferedImage image = reader.read(0, param);
            if (image == null) {
                throw new IOException("nothing was decoded");
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    /**
     * Which pixels are read: every n-th of every n-th line. NOTSPEC: of an image that is larger
     * than fits in memory this may leave a thumbnail smaller than asked for.
     */
    private static int thinning(Rectangle part, double shrinking) {
        double tooMany = (double) part.width * part.height / MOST_DECODED_PIXELS;
        int forMemory = (int) Math.ceil(Math.sqrt(tooMany));
        return Math.max(1, Math.max(forMemory, (int) (shrinking / 2)));
    }

    private static ImageReader reader(ImageHeader.Kind kind) throws IOException {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT));
        if (!readers.hasNext()) {
            throw new IOException("no decoder");
        }
        return readers.next();
    }

    /** The part in the middle that has the shape of the thumbnail. */
    private static Rectangle middle(int width, int height, ThumbnailSize size) {
        double shrinking = size.shrinking(width, height);
        int across = Math.clamp(Math.round(size.width() * shrinking), 1, width);
        int down = Math.clamp(Math.round(size.height() * shrinking), 1, height);
        return new Rectangle((width - across) / 2, (height - down) / 2, across, down);
    }

    /** Averages the pixels that fall into each pixel of the thumbnail. */
    private static BufferedImage shrink(BufferedImage from, ThumbnailSize size) {
        double shrinking = size.shrinking(from.getWidth(), from.getHeight());
        int width = Math.max(1, (int) Math.round(from.getWidth() / shrinking));
        int height = Math.max(1, (int) Math.round(from.getHeight() / shrinking));
        boolean alpha = from.getColorModel().hasAlpha();
        BufferedImage to =
                new BufferedImage(
                        width,
                        height,
                        alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] line = new int[width];
        for (int y = 0; y < height; y++) {
            int top = (int) ((long) y * from.getHeight() / height);
            int bottom = Math.max(top + 1, (int) ((y + 1L) * from.getHeight() / height));
            int[] rows =
                    from.getRGB(0, top, from.getWidth(), bottom - top, null, 0, from.getWidth());
            average(rows, from.getWidth(), bottom - top, line);
            to.setRGB(0, y, width, 1, line, 0, width);
        }
        return to;
    }

    private static void average(int[] rows, int rowWidth, int rowCount, int[] line) {
        for (int x = 0; x < line.length; x++) {
            int left = (int) ((long) x * rowWidth / line.length);
            int right = Math.max(left + 1, (int) ((x + 1L) * rowWidth / line.length));
            long alpha = 0;
            long red = 0;
            long green = 0;
            long blue = 0;
            for (int y = 0; y < rowCount; y++) {
                for (int i = y * rowWidth + left; i < y * rowWidth + right; i++) {
                    int opacity = rows[i] >>> 24;
                    alpha += opacity;
                    red += (long) opacity * (rows[i] >> 16 & 0xff);
                    green += (long) opacity * (rows[i] >> 8 & 0xff);
                    blue += (long) opacity * (rows[i] & 0xff);
                }
            }
            int count = rowCount * (right - left);
            line[x] =
                    alpha == 0
                            ? 0
                            : (int) (alpha / count) << 24
                                    | (int) (red / alpha) << 16
                                    | (int) (green / alpha) << 8
                                    | (int) (blue / alpha);
        }
    }

    private static byte[] encode(BufferedImage image, boolean jpeg) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        if (!ImageIO.write(image, jpeg ? "jpeg" : "png", out)) {
            throw new IOException("no encoder for the thumbnail");
        }
        return out.toByteArray();
    }

    /** Gives up on an image that takes too long (threat M04). */
    private record TimeLimit(Clock clock, long until) implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (clock.nanos() - until > 0) {
                throw new IllegalStateException("took too long");
            }
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }
}
