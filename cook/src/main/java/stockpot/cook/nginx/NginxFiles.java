package stockpot.cook.nginx;

import static stockpot.cook.nginx.Template.directive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.cook.certificates.Installed;
import stockpot.cook.certificates.Names;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.ConfigFile;

/**
 * The files of nginx. Which server blocks there are follows from two values: whether TLS is on, and
 * whether there is a certificate.
 *
 * <ul>
 *   <li>TLS and a certificate: 80 leads to 443; 443 and 8448 serve.
 *   <li>TLS and none yet: 80 answers the certificate authority; 443 and 8448 are closed.
 *   <li>No TLS: 80 and 8447 serve, for a proxy in front.
 * </ul>
 *
 * Everything that names a file names it by its full path below {@code current}; only {@code
 * include} is relative, so that a set of files can be tried where it lies before it is switched to.
 */
public final class NginxFiles {
    /** All files lie below this, beside the files of other packages. */
    public static final String FOLDER = "nginx/";

    private static final String MAIN = FOLDER + "nginx.conf";
    private static final String HSTS = "\"max-age=31536000\"";

    private final Settings settings;
    private final Place place;
    private final NginxProgram program;
    private final @Nullable Installed certificate;

    private NginxFiles(Settings settings, NginxProgram program, @Nullable Installed certificate) {
        this.settings = settings;
        this.place = settings.place();
        this.program = program;
        this.certificate = certificate;
    }

    /**
     * All files.
     *
     * @param certificate the one in use, or null: none yet, or TLS is off
     * @throws IllegalArgumentException if nginx cannot be told of a value; the message names its
     *     variable
     */
    public static List<ConfigFile> of(
            Settings settings, NginxProgram program, @Nullable Installed certificate) {
        return new NginxFiles(settings, program, settings.tls().on() ? certificate : null).all();
    }

    /** The main file, as it is reached by the name that does not change. */
    public static Path main(Place place) {
        return place.current().resolve(MAIN);
    }

    /** What is nginx's own below the run folder: its process id and bodies that did not fit. */
    static Path runFolder(Place place) {
        return place.run().resolve("nginx");
    }

    private List<ConfigFile> all() {
        List<ConfigFile> files = new ArrayList<>();
        files.add(ConfigFile.open(MAIN, main()));
        files.add(ConfigFile.open(FOLDER + "servers.conf", servers()));
        files.add(ConfigFile.open(FOLDER + "matrix.conf", matrix()));
        files.add(ConfigFile.open(FOLDER + "well-known/client.json", WellKnown.client(settings)));
        files.add(ConfigFile.open(FOLDER + "well-known/server.json", WellKnown.server(settings)));
        files.add(ConfigFile.open(FOLDER + "well-known/support.json", WellKnown.support(settings)));
        if (settings.elementWeb() != null) {
            files.add(ConfigFile.open(FOLDER + "element.json", WellKnown.elementConfig(settings)));
        }
        return files;
    }

    private String main() {
        Path run = runFolder(place);
        List<String> trusted = new ArrayList<>();
        List<String> networks = new ArrayList<>();
        for (String proxy : settings.trustedProxies()) {
            Word network = Word.network("TRUSTED_PROXIES", proxy);
            trusted.add(directive("set_real_ip_from", network));
            networks.add(directive(network.toString(), 1));
        }
        if (!trusted.isEmpty()) {
            trusted.add(directive("real_ip_header", "X-Forwarded-For"));
            trusted.add(directive("real_ip_recursive", "on"));
        }
        boolean unknownProxy = !settings.tls().on() && trusted.isEmpty();
        String account = program.account();
        return Template.named("nginx.conf")
                .with(
                        "user",
                        account == null
                                ? List.of()
                                : List.of(directive("user", Word.account(account))))
                .with("pid", Word.path("the run folder", run.resolve("nginx.pid")))
                .with(
                        "errorLog",
                        Word.path("the log folder", place.log().resolve("nginx-error.log")))
                .with(
                        "accessLog",
                        Word.path("the log folder", place.log().resolve("nginx-access.log")))
                .with("bodyFolder", Word.path("the run folder", run.resolve("body")))
                .with("proxyFolder", Word.path("the run folder", run.resolve("proxy")))
                .with("fastcgiFolder", Word.path("the run folder", run.resolve("fastcgi")))
                .with("uwsgiFolder", Word.path("the run folder", run.resolve("uwsgi")))
                .with("scgiFolder", Word.path("the run folder", run.resolve("scgi")))
                .with("maxUpload", Word.bytes(settings.maxUploadBytes()))
                .with("trustedProxies", trusted)
                .with("proxyNetworks", networks)
                .with("limitKey", Word.ours(unknownProxy ? "\"\"" : "$binary_remote_addr"))
                .with("hsts", Word.ours(hasAuthority() ? HSTS : "\"\""))
                .with("server", Word.endpoint("--ports", "127.0.0.1", place.ports().client()))
                .fill();
    }

    /** A browser that was told to insist on TLS could not be calmed about a self-signed one. */
    private boolean hasAuthority() {
        return certificate != null && !certificate.selfSigned();
    }

    private String servers() {
        if (!settings.tls().on()) {
            return Template.named("plain.conf")
                    .with("listenHttp", listen(place.ports().http(), false))
                    .with("listenFederation", listen(place.ports().federation(), false))
                    .with("names", names())
                    .fill();
        }
        Installed installed = certificate;
        if (installed == null) {
            return Template.named("waiting.conf")
                    .with("listenHttp", listen(place.ports().http(), false))
                    .with("names", names())
                    .with("acme", acme())
                    .fill();
        }
        List<String> https = new ArrayList<>(listen(place.ports().https(), true));
        if (program.hasHttp2Directive()) {
            https.add(directive("http2", "on"));
        }
        return Template.named("tls.conf")
                .with("publicHost", publicHost())
                .with("otherHosts", otherHosts(installed))
                .with("listenHttp", listen(place.ports().http(), false))
                .with("listenHttps", https)
                .with("listenFederation", listen(place.ports().federation(), true))
                .with("names", names())
                .with("acme", acme())
                .with("httpsPort", httpsPort())
                .with("certificate", Word.path("the data set", installed.chain()))
                .with("key", Word.path("the data set", installed.key()))
                .fill();
    }

    private String matrix() {
        Path documents = place.current().resolve(FOLDER).resolve("well-known");
        return Template.named("matrix.conf")
                .with("wellKnownClient", Word.path("the root", documents.resolve("client.json")))
                .with("wellKnownServer", Word.path("the root", documents.resolve("server.json")))
                .with("wellKnownSupport", Word.path("the root", documents.resolve("support.json")))
                .with("acme", acme())
                .with("pages", pages())
                .fill();
    }

    private List<String> acme() {
        return Template.named("acme.conf")
                .with("webroot", Word.path("the run folder", place.webroot()))
                .fill()
                .lines()
                .toList();
    }

    private List<String> pages() {
        Path element = settings.elementWeb();
        if (element == null) {
            return Template.named("nothing.conf").fill().lines().toList();
        }
        return Template.named("element.conf")
                .with(
                        "elementConfig",
                        Word.path("the root", place.current().resolve(FOLDER + "element.json")))
                .with("elementFolder", Word.path("ELEMENT_WEB", element, "/"))
                .fill()
                .lines()
                .toList();
    }

    /** One line for each socket; where no address was given, one for each family. */
    private List<String> listen(int port, boolean tls) {
        String http2 = program.hasHttp2Directive() ? "" : " http2";
        String end = " default_server" + (tls ? " ssl" + http2 : "");
        List<Word> sockets = new ArrayList<>();
        String address = settings.address();
        if (address != null) {
            sockets.add(Word.endpoint("IP", address, port));
        } else {
            sockets.add(Word.port(port));
            if (program.ipv6()) {
                sockets.add(Word.endpoint("IP", "::", port));
            }
        }
        return sockets.stream().map(socket -> directive("listen", socket + end)).toList();
    }

    private Word names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(publicHost().toString());
        names.add(Word.host("DOMAIN", Names.serverHost(settings)).toString());
        return Word.ours(String.join(" ", names));
    }

    private Word publicHost() {
        return Word.host("PUBLIC_HOST", Names.publicHost(settings));
    }

    /** A request for DOMAIN stays there if the certificate is good for it. */
    private List<String> otherHosts(Installed installed) {
        String domain = Names.serverHost(settings);
        if (domain.equals(Names.publicHost(settings)) || !installed.covers(domain)) {
            return List.of();
        }
        Word word = Word.host("DOMAIN", domain);
        return List.of(directive(word.toString(), word));
    }

    private Word httpsPort() {
        int port = place.ports().https();
        return Word.ours(port == 443 ? "" : ":" + Word.port(port));
    }
}
