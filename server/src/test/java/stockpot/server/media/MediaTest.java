package stockpot.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.api.client.MediaDownload;
import stockpot.server.api.client.MediaUpload;
import stockpot.server.config.MediaConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestHttp;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.store.Database;
import stockpot.server.store.MediaFiles;

class MediaTest {
    @TempDir Path folder;

    private TestHttp http(Database database, boolean open) {
        JvmClock clock = new JvmClock();
        MediaConfig config =
                new MediaConfig(folder, 1_000_000, 40_000_000, 3, Duration.ofHours(24), open);
        ContentStore contents = new ContentStore(folder, new JvmChance());
        MediaRepository media =
                new MediaRepository(
                        new ServerName("test"),
                        config,
                        database,
                        contents,
                        clock,
                        new JvmWaiting(),
                        new JvmChance());
        return TestHttp.serving(
                new MediaUpload(media),
                new MediaDownload(media, new Thumbnails(config, contents, clock, new JvmLanes())));
    }

    private static String upload(TestHttp http, byte[] content, String type, String name) {
        HttpRequest.Builder request =
                http.as(
                                "alice",
                                "/_matrix/media/v3/upload"
                                        + (name.isEmpty() ? "" : "?filename=" + name))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(content));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = http.send(request);
        assertEquals(200, answer.statusCode(), answer.body());
        String uri = TestHttp.json(answer).get("content_uri").asText();
        assertTrue(uri.startsWith("mxc://test/"), uri);
        return uri.substring(6);
    }

    private static HttpResponse<byte[]> bytes(TestHttp http, String path) {
        return http.send(http.as("bob", path).GET(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String error(HttpResponse<String> answer) {
        return answer.statusCode() + " " + TestHttp.json(answer).path("errcode").asText();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @OnBothDatabases
    void whatIsUploadedComesBack(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
            String id = upload(http, content, "text/plain", "a%20b.txt");
            String again = upload(http, content, "text/plain", "");
            HttpResponse<byte[]> answer = bytes(http, "/_matrix/client/v1/media/download/" + id);
            assertArrayEquals(content, answer.body());
            assertEquals("text/plain", answer.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(
                    "inline; filename=\"a b.txt\"",
                    answer.headers().firstValue("Content-Disposition").orElseThrow());
            assertArrayEquals(
                    content, bytes(http, "/_matrix/client/v1/media/download/" + again).body());
            assertEquals(1, files(), "equal contents are stored once");
        }
    }

    @OnBothDatabases
    void m01_namesNeverBecomePaths(Database database) throws IOException {
        try (TestHttp http = http(database, true)) {
            String id = upload(http, new byte[] {1}, "", "..%2F..%2Fetc%2Fpasswd");
            assertEquals(1, files());
            try (Stream<Path> all = Files.walk(folder)) {
                assertTrue(all.noneMatch(path -> path.toString().contains("passwd")));
            }
            for (String bad :
                    List.of(
                            "test/..%2Fx",
                            "test/%2e%2e",
                            "test/a%5Cb",
                            "test/a%00b",
                            "test/" + "a".repeat(300),
                            "..%2F..%2Fetc/passwd",
                            "te%20st/abc",
                            "@test/abc")) {
                assertEquals(
                        "400 M_INVALID_PARAM",
                        error(http.get("bob", "/_matrix/media/v3/download/" + bad)),
                        bad);
            }
            for (String unknown : List.of("test/CON", "other/" + id.substring(5), "test/zzz")) {
                assertEquals(
                        "404 M_NOT_FOUND",
                        error(http.get("bob", "/_matrix/media/v3/download/" + unknown)));
            }
        }
    }

    @Test
    void m01_linksInTheStoreAreNotFollowed() throws IOException {
        ContentStore contents = new ContentStore(folder, new JvmChance());
        ContentStore.Arrived arrived = contents.take(new ByteArrayInputStream(new byte[] {1}));
        contents.settle(arrived.hash(), false);
        Path place = contents.find(arrived.hash());
        assertNotNull(place);
        Files.delete(place);
        Files.createSymbolicLink(place, Path.of("/etc/passwd"));
        assertEquals(null, contents.find(arrived.hash()));
    }

    @OnBothDatabases
    void m02_filesAreServedHarmlessly(Database database) {
        try (TestHttp http = http(database, false)) {
            for (String type :
                    List.of(
                            "text/html",
                            "Text/HTML ",
                            " image/svg+xml",
                            "application/xhtml+xml",
                            "x")) {
                String id =
                        upload(
                                http,
                                "<script>".getBytes(StandardCharsets.UTF_8),
                                type.strip(),
                                "a%22%0D%0AX-Evil:%201%C3%A9.html");
                var headers = bytes(http, "/_matrix/client/v1/media/download/" + id).headers();
                String disposition = headers.firstValue("Content-Disposition").orElseThrow();
                assertEquals(
                        "attachment; filename*=utf-8''a%22X-Evil%3A%201%C3%A9.html", disposition);
                String policy = headers.firstValue("Content-Security-Policy").orElseThrow();
                assertTrue(policy.startsWith("sandbox; default-src 'none'"), policy);
                assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow());
                assertEquals(
                        "cross-origin",
                        headers.firstValue("Cross-Origin-Resource-Policy").orElseThrow());
                assertTrue(headers.firstValue("X-Evil").isEmpty());
            }
            String picture = upload(http, new byte[] {1}, "IMAGE/PNG; q=1", "");
            assertEquals(
                    "inline",
                    bytes(http, "/_matrix/client/v1/media/download/" + picture)
                            .headers()
                            .firstValue("Content-Disposition")
                            .orElseThrow());
        }
    }

    @OnBothDatabases
    void m06_oldRoutesServeNothingNew(Database database) throws IOException {
        String old;
        try (TestHttp http = http(database, true)) {
            old = upload(http, new byte[] {1}, "", "");
            assertEquals(
                    200,
                    http.send(http.to("/_matrix/media/r0/download/" + old).GET()).statusCode());
        }
        try (TestHttp http = http(database, false)) {
            String fresh = upload(http, png(40, 40), "image/png", "");
            for (String version : List.of("v3", "r0", "v1")) {
                String base = "/_matrix/media/" + version;
                assertEquals(200, http.send(http.to(base + "/download/" + old)).statusCode());
                for (String path :
                        List.of(
                                "/download/" + fresh,
                                "/download/" + fresh + "/x.png",
                                "/thumbnail/" + fresh + "?width=32&height=32")) {
                    assertEquals("404 M_NOT_FOUND", error(http.send(http.to(base + path))));
                }
            }
            assertEquals(
                    "401 M_MISSING_TOKEN",
                    error(http.send(http.to("/_matrix/client/v1/media/download/" + fresh))));
        }
    }

    @OnBothDatabases
    void m07_sizesAreCountedAndAbortsLeaveNothing(Database database)
            throws IOException, InterruptedException {
        try (TestHttp http = http(database, false)) {
            byte[] large = new byte[1_000_001];
            HttpRequest.Builder request =
                    http.as("alice", "/_matrix/media/v3/upload")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(large));
            assertEquals("413 M_TOO_LARGE", error(http.send(request)));
            HttpRequest.Builder chunked =
                    http.as("alice", "/_matrix/media/v3/upload")
                            .POST(
                                    HttpRequest.BodyPublishers.ofInputStream(
                                            () -> new ByteArrayInputStream(large)));
            assertEquals("413 M_TOO_LARGE", error(http.send(chunked)));
            try (Socket socket = http.connect()) {
                socket.getOutputStream()
                        .write(
                                ("POST /_matrix/media/v3/upload?access_token=alice HTTP/1.1\r\n"
                                                + "Host: x\r\nContent-Length: 500000\r\n\r\n"
                                                + "a".repeat(100_000))
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 50 && http.openConnections() > 2; i++) {
                Thread.sleep(50);
            }
            Thread.sleep(300);
            assertEquals(0, files());
            List<String> rows =
                    database.read(tx -> tx.list("SELECT media_id FROM media", row -> row.text(1)));
            assertEquals(List.of(), rows);
            assertEquals(200, bytesOf(http).statusCode());
        }
    }

    private static HttpResponse<String> bytesOf(TestHttp http) {
        return http.send(
                http.as("alice", "/_matrix/media/v3/upload")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000_000])));
    }

    @OnBothDatabases
    void m09_idsMadeInAdvanceAreTheirCreatorsAndBounded(Database database)
            throws InterruptedException {
        try (TestHttp http = http(database, false)) {
            String id = create(http);
            create(http);
            create(http);
            assertEquals(
                    "429 M_LIMIT_EXCEEDED",
                    error(http.send(post(http, "alice", "/_matrix/media/v1/create"))));
            String download = "/_matrix/client/v1/media/download/" + id;
            assertEquals(
                    "504 M_NOT_YET_UPLOADED", error(http.get("bob", download + "?timeout_ms=100")));
            assertEquals("403 M_FORBIDDEN", error(put(http, "bob", id, "x")));
            assertEquals("404 M_NOT_FOUND", error(put(http, "alice", "test/unknown", "x")));
            AtomicInteger waited = new AtomicInteger();
            Thread waiter =
                    Thread.ofVirtual()
                            .start(() -> waited.set(http.get("bob", download).statusCode()));
            Thread.sleep(300);
            assertEquals(200, put(http, "alice", id, "x").statusCode());
            waiter.join();
            assertEquals(200, waited.get());
            assertEquals("409 M_CANNOT_OVERWRITE_MEDIA", error(put(http, "alice", id, "y")));
            assertEquals("x", http.get("bob", download).body());
            create(http);
        }
    }

    @OnBothDatabases
    void m09_ofTwoWhoFillOneWins(Database database) throws InterruptedException {
        try (TestHttp http = http(database, false)) {
            String id = create(http);
            AtomicInteger won = new AtomicInteger();
            AtomicInteger lost = new AtomicInteger();
            List<Thread> threads =
                    Stream.of("a", "b", "c", "d")
                            .map(content ->
                                    Thread.ofVirtual()
                                            .start(() -> {
                                                int status =
                                                        put(http, "alice", id, content)
                                                                .statusCode();
                                                (status == 200 ? won : lost).incrementAndGet();
                                            }))
                            .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, won.get());
            assertEquals(3, lost.get());
        }
    }

    private static HttpRequest.Builder post(TestHttp http, String who, String path) {
        return http.as(who, path).POST(HttpRequest.BodyPublishers.noBody());
    }

    private static String create(TestHttp http) {
        HttpResponse<String> answer = http.send(post(http, "alice", "/_matrix/media/v1/create"));
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(TestHttp.json(answer).get("unused_expires_at").asLong() > 0);
        return TestHttp.json(answer).get("content_uri").asText().substring(6);
    }

    private static HttpResponse<String> put(TestHttp http, String who, String id, String content) {
        return http.send(
                http.as(who, "/_matrix/media/v3/upload/" + id)
                        .PUT(HttpRequest.BodyPublishers.ofString(content)));
    }

    @OnBothDatabases
    void m10_quarantinedFilesAreGoneFromEveryRoute(Database database) throws IOException {
        try (TestHttp http = http(database, true)) {
            String id = upload(http, png(100, 100), "image/png", "");
            String thumbnail = "/thumbnail/" + id + "?width=32&height=32";
            assertEquals(200, http.get("bob", "/_matrix/media/v3" + thumbnail).statusCode());
            database.write(
                    tx -> MediaFiles.quarantine(tx, id.substring(5), new UserId("@admin:test")));
            for (String base : List.of("/_matrix/client/v1/media", "/_matrix/media/v3")) {
                for (String path :
                        List.of(
                                "/download/" + id,
                                "/download/" + id + "/x.png",
                                "/download/" + id + "?allow_quarantined=true",
                                thumbnail)) {
                    assertEquals("404 M_NOT_FOUND", error(http.get("admin", base + path)));
                }
            }
        }
    }

    // Thumbnails

    @OnBothDatabases
    void thumbnailsKeepTheShapeOrCutIt(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            String id = upload(http, png(1000, 500), "text/plain", "");
            BufferedImage scaled = thumbnail(http, id, "width=100&height=100&method=scale");
            assertEquals(128, scaled.getWidth());
            assertEquals(64, scaled.getHeight());
            assertEquals(0xff3366cc, scaled.getRGB(50, 30));
            BufferedImage cropped = thumbnail(http, id, "width=96&height=96&method=crop");
            assertEquals(96, cropped.getWidth());
            assertEquals(96, cropped.getHeight());
            BufferedImage whole = thumbnail(http, id, "width=5000&height=5000");
            assertEquals(1000, whole.getWidth(), "nothing is enlarged");
            String photo = upload(http, image(800, 600, "jpeg"), "image/jpeg", "");
            HttpResponse<byte[]> small =
                    bytes(
                            http,
                            "/_matrix/client/v1/media/thumbnail/" + photo + "?width=32&height=32");
            assertEquals("image/jpeg", small.headers().firstValue("Content-Type").orElseThrow());
            String animation = upload(http, image(200, 200, "gif"), "image/gif", "");
            assertEquals(32, thumbnail(http, animation, "width=32&height=32").getWidth());
        }
    }

    @OnBothDatabases
    void thumbnailParametersAreChecked(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            String id = upload(http, png(10, 10), "image/png", "");
            String base = "/_matrix/client/v1/media/thumbnail/" + id;
            assertEquals("400 M_MISSING_PARAM", error(http.get("bob", base + "?width=1")));
            assertEquals("400 M_INVALID_PARAM", error(http.get("bob", base + "?width=0&height=1")));
            assertEquals("400 M_INVALID_PARAM", error(http.get("bob", base + "?width=x&height=1")));
            assertEquals(
                    "400 M_INVALID_PARAM",
                    error(http.get("bob", base + "?width=1&height=1&method=stretch")));
        }
    }

    @OnBothDatabases
    void m03_onlyContentSaysWhatAnImageIs(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            byte[] pdf = "%PDF-1.4 <svg/>".getBytes(StandardCharsets.US_ASCII);
            byte[] bmp = image(100, 100, "bmp");
            byte[] tiff = {0x49, 0x49, 0x2a, 0, 8, 0, 0, 0};
            byte[] cut = java.util.Arrays.copyOf(png(500, 500), 40);
            for (byte[] bad : List.of(pdf, bmp, tiff, new byte[0], cut)) {
                String id = upload(http, bad, "image/png", "");
                HttpResponse<String> answer =
                        http.get(
                                "bob",
                                "/_matrix/client/v1/media/thumbnail/" + id + "?width=32&height=32");
                assertEquals("400 M_UNKNOWN", error(answer));
            }
        }
    }

    @OnBothDatabases
    void m04_bombsAreRefusedBeforeTheyAreDecoded(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            String path = "/_matrix/client/v1/media/thumbnail/";
            String wide = upload(http, bomb(50_000, 50_000, false), "image/png", "");
            assertEquals(
                    "413 M_TOO_LARGE", error(http.get("bob", path + wide + "?width=32&height=32")));
            String profile = upload(http, bomb(300, 300, true), "image/png", "");
            long before = System.nanoTime();
            assertEquals(200, http.get("bob", path + profile + "?width=32&height=32").statusCode());
            assertTrue(System.nanoTime() - before < 5_000_000_000L);
            String frame = upload(http, gifWithLargeFrame(), "image/gif", "");
            HttpResponse<String> answer =
                    http.get("bob", path + frame + "?width=32&height=32&method=crop");
            assertTrue(answer.statusCode() < 500, answer.body());
        }
    }

    @OnBothDatabases
    void m04_largeImagesAreDecodedThinnedOut(Database database) throws IOException {
        try (TestHttp http = http(database, false)) {
            String id = upload(http, bomb(6_000, 6_000, false), "image/png", "");
            BufferedImage small = thumbnail(http, id, "width=1900&height=1900");
            assertTrue(small.getWidth() >= 1500 && small.getWidth() <= 1920, "" + small.getWidth());
        }
    }

    private static BufferedImage thumbnail(TestHttp http, String id, String query)
            throws IOException {
        HttpResponse<byte[]> answer =
                bytes(http, "/_matrix/client/v1/media/thumbnail/" + id + "?" + query);
        assertEquals(200, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    private static byte[] png(int width, int height) throws IOException {
        return image(width, height, "png");
    }

    private static byte[] image(int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0x3366cc);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return out.toByteArray();
    }

    /** A PNG of one bit for each pixel, all black; with a profile that inflates to 200 MB. */
    private static byte[] bomb(int width, int height, boolean profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504e470d0a1a0aL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        if (profile) {
            ByteArrayOutputStream icc = new ByteArrayOutputStream();
            icc.write("x\0\0".getBytes(StandardCharsets.ISO_8859_1));
            icc.write(zeros(200_000_000));
            chunk(out, "iCCP", icc.toByteArray());
            chunk(out, "zTXt", icc.toByteArray());
        }
        long lines = Math.min(height, 10_000);
        chunk(out, "IDAT", zeros(lines * ((width + 7) / 8 + 1)));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static byte[] zeros(long count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(9))) {
            byte[] piece = new byte[100_000];
            for (long left = count; left > 0; left -= piece.length) {
                deflate.write(piece, 0, (int) Math.min(left, piece.length));
            }
        }
        return out.toByteArray();
    }

    private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(data);
        out.writeInt(data.length);
        out.write(type);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** The screen is 100×100, its first frame 65,535×65,535. */
    private static byte[] gifWithLargeFrame() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {100, 0, 100, 0, (byte) 0x80, 0, 0, 0, 0, 0, 1, 1, 1});
        out.write(0x2c);
        out.write(new byte[] {0, 0, 0, 0, -1, -1, -1, -1, 0, 2, 2, 0x4c, 1, 0, 0x3b});
        return out.toByteArray();
    }
}
