package stockpot.server.media;

/**
 * The size of a thumbnail, of a small set, so that nobody can fill the disk with all sizes there
 * are (threat M05).
 *
 * @param width in pixels
 * @param height in pixels
 * @param crop whether exactly that, cutting off what is over; else the image fits inside
 */
public record ThumbnailSize(int width, int height, boolean crop) {
    private static final int[] STEPS = {
        32, 48, 64, 96, 128, 160, 240, 320, 480, 640, 800, 960, 1280, 1600, 1920
    };

    /** The nearest size that is not smaller, as far as there is one. */
    public static ThumbnailSize atLeast(int width, int height, boolean crop) {
        return new ThumbnailSize(step(width), step(height), crop);
    }

    private static int step(int wanted) {
        for (int step : STEPS) {
            if (step >= wanted) {
                return step;
            }
        }
        return STEPS[STEPS.length - 1];
    }

    /** What distinguishes its file from others made from the same image. */
    String variant() {
        return width + "x" + height + (crop ? "-crop" : "-scale");
    }

    /** Whether an image is so small that it serves as its own thumbnail; none is enlarged. */
    boolean holds(ImageHeader image) {
        return image.width() <= width && image.height() <= height;
    }

    /** By how much an image shrinks, at least 1. */
    double shrinking(int imageWidth, int imageHeight) {
        double across = (double) imageWidth / width;
        double down = (double) imageHeight / height;
        return Math.max(1, crop ? Math.min(across, down) : Math.max(across, down));
    }
}
