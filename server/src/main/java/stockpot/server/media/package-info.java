/**
 * Files that people send. Client-Server API, "Content repository". In come bytes with a claimed
 * type and name; out go bytes under an {@code mxc://} id, and thumbnails of images. Contents lie
 * below {@code media_store_path} by their hash, never by anything that a person wrote (threat M01);
 * what is known of them stands in {@link stockpot.server.store.MediaFiles}.
 *
 * <p>HTTP headers and parameters belong to {@code api.client}. Read {@link
 * stockpot.server.media.MediaRepository} first.
 */
@NullMarked
package stockpot.server.media;

import org.jspecify.annotations.NullMarked;
