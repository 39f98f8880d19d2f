package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.MxcUri;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.json.Json;
import stockpot.server.media.MediaRepository;

/** Sending files. Client-Server API, "Content repository". */
public final class MediaUpload implements EndpointGroup {
    private final MediaRepository media;

    public MediaUpload(MediaRepository media) {
        this.media = media;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at(
                        "POST",
                        Endpoint.Authentication.USER,
                        this::upload,
                        "/_matrix/media/v3/upload",
                        "/_matrix/media/r0/upload",
                        "/_matrix/media/v1/upload"),
                Endpoint.at(
                                "POST",
                                Endpoint.Authentication.USER,
                                this::create,
                                "/_matrix/media/v1/create")
                        .limited(RateLimit.MEDIA),
                Endpoint.at(
                        "PUT",
                        Endpoint.Authentication.USER,
                        this::fill,
                        "/_matrix/media/v3/upload/{serverName}/{mediaId}"),
                Endpoint.at(
                        "GET",
                        Endpoint.Authentication.GUEST,
                        this::config,
                        "/_matrix/client/v1/media/config",
                        "/_matrix/media/v3/config",
                        "/_matrix/media/r0/config",
                        "/_matrix/media/v1/config"));
    }

    private Response upload(Request request) {
        MxcUri uri =
                media.upload(
                        request.caller().user(),
                        request.stream(media.maxUploadBytes()),
                        request.header("Content-Type"),
                        request.query("filename"));
        return Response.json(Json.object().put("content_uri", uri.toString()));
    }

    private Response create(Request request) {
        MediaRepository.Reserved reserved = media.reserve(request.caller().user());
        return Response.json(
                Json.object()
                        .put("content_uri", reserved.uri().toString())
                        .put("unused_expires_at", reserved.expiresAt()));
    }

    private Response fill(Request request) {
        media.fill(
                request.caller().user(),
                MxcUri.of(ServerName.parse(request.param("serverName")), request.param("mediaId")),
                request.stream(media.maxUploadBytes()),
                request.header("Content-Type"),
                request.query("filename"));
        return Response.empty();
    }

    private Response config(Request request) {
        return Response.json(Json.object().put("m.upload.size", media.maxUploadBytes()));
    }
}
