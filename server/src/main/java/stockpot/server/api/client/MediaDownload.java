package stockpot.server.api.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.MxcUri;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.media.FileNames;
import stockpot.server.media.MediaRepository;
import stockpot.server.media.ThumbnailSize;
import stockpot.server.media.Thumbnails;

/**
 * Getting files and thumbnails. Client-Server API, "Content repository". The old routes without a
 * token are frozen: they serve only what was uploaded while they were open (threat M06).
 */
public final class MediaDownload implements EndpointGroup {
    private static final int PATIENCE_MS = 20_000;

    private final MediaRepository media;
    private final Thumbnails thumbnails;

    public MediaDownload(MediaRepository media, Thumbnails thumbnails) {
        this.media = media;
        this.thumbnails = thumbnails;
    }

    @Override
    public List<Endpoint> endpoints() {
        String file = "/{serverName}/{mediaId}";
        return List.of(
                current("/download" + file, request -> download(request, true, null)),
                current("/download" + file + "/{fileName}", request -> named(request, true)),
                current("/thumbnail" + file, request -> thumbnail(request, true)),
                frozen("/download" + file, request -> download(request, false, null)),
                frozen("/download" + file + "/{fileName}", request -> named(request, false)),
                frozen("/thumbnail" + file, request -> thumbnail(request, false)));
    }

    private static Endpoint current(String path, Endpoint.Handler handler) {
        return Endpoint.at(
                "GET", Endpoint.Authentication.GUEST, handler, "/_matrix/client/v1/media" + path);
    }

    private static Endpoint frozen(String path, Endpoint.Handler handler) {
        return Endpoint.at(
                "GET",
                Endpoint.Authentication.NONE,
                handler,
                "/_matrix/media/v3" + path,
                "/_matrix/media/r0" + path,
                "/_matrix/media/v1" + path);
    }

    private Response named(Request request, boolean authenticated) {
        return download(request, authenticated, FileNames.cleaned(request.param("fileName")));
    }

    private Response download(Request request, boolean authenticated, @Nullable String name) {
        MediaRepository.Found found = find(request, authenticated);
        String given = name == null ? found.content().fileName() : name;
        return MediaHeaders.file(found.file(), found.content().type(), given);
    }

    private Response thumbnail(Request request, boolean authenticated) {
        int width = dimension(request, "width");
        int height = dimension(request, "height");
        boolean crop =
                switch (request.query("method")) {
                    case null -> false;
                    case "scale" -> false;
                    case "crop" -> true;
                    default -> throw MatrixErrors.invalidParam("method must be crop or scale");
                };
        MediaRepository.Found found = find(request, authenticated);
        Thumbnails.Thumbnail thumbnail =
                thumbnails.of(found, ThumbnailSize.atLeast(width, height, crop));
        String kind = thumbnail.type().endsWith("jpeg") ? "jpg" : thumbnail.type().substring(6);
        return MediaHeaders.file(thumbnail.file(), thumbnail.type(), "thumbnail." + kind);
    }

    private static int dimension(Request request, String name) {
        if (request.query(name) == null) {
            throw MatrixErrors.missingParam(name + " is missing");
        }
        return request.queryInt(name, 1, 1, Integer.MAX_VALUE);
    }

    private MediaRepository.Found find(Request request, boolean authenticated) {
        MxcUri uri =
                MxcUri.of(ServerName.parse(request.param("serverName")), request.param("mediaId"));
        Duration patience =
                Duration.ofMillis(
                        Math.min(
                                request.queryInt("timeout_ms", PATIENCE_MS, 0, Integer.MAX_VALUE),
                                MediaRepository.LONGEST_WAIT.toMillis()));
        if (media.isAwaited(uri)) {
            request.longPoll(patience);
        }
        return media.find(uri, authenticated, patience);
    }
}
