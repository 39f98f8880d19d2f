package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** Content in a server's media repository: {@code mxc://server/mediaId}. */
public record MxcUri(ServerName server, String mediaId) {
    private static final String SCHEME = "mxc://";

    /**
     * Takes {@code mxc://server/mediaId}.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static MxcUri parse(String value) {
        int slash = value.indexOf('/', SCHEME.length());
        if (!value.startsWith(SCHEME) || slash < 0) {
            throw MatrixErrors.invalidParam("not a valid mxc URI");
        }
        return of(
                ServerName.parse(value.substring(SCHEME.length(), slash)),
                value.substring(slash + 1));
    }

    /** As {@link #parse}, from the two parts (threat M01: the media id is checked here). */
    public static MxcUri of(ServerName server, String mediaId) {
        if (!IdGrammar.isMediaId(mediaId)) {
            throw MatrixErrors.invalidParam("not a valid media id");
        }
        return new MxcUri(server, mediaId);
    }

    @Override
    public String toString() {
        return SCHEME + server + "/" + mediaId;
    }
}
