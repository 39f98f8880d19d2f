package stockpot.server;

import stockpot.server.config.Config;
import stockpot.server.media.ContentStore;
import stockpot.server.media.MediaRepository;
import stockpot.server.media.Thumbnails;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;

/** The objects of {@code media}. */
record MediaParts(MediaRepository repository, Thumbnails thumbnails) {
    static MediaParts wire(Config config, Ports ports, Database database) {
        ContentStore contents = new ContentStore(config.media().storePath(), ports.chance());
        MediaRepository repository =
                new MediaRepository(
                        config.server().name(),
                        config.media(),
                        database,
                        contents,
                        ports.clock(),
                        ports.waiting(),
                        ports.chance());
        return new MediaParts(
                repository, new Thumbnails(config.media(), contents, ports.clock(), ports.lanes()));
    }
}
