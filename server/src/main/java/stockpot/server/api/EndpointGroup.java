package stockpot.server.api;

import java.util.List;

/** A class that offers endpoints, such as one chapter of the specification. */
@FunctionalInterface
public interface EndpointGroup {
    /** The endpoints, in the order of the chapter. */
    List<Endpoint> endpoints();
}
