package stockpot.cook.plan;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import stockpot.cook.certificates.Alerts;
import stockpot.cook.certificates.CertificateStore;
import stockpot.cook.certificates.Front;
import stockpot.cook.certificates.Installed;
import stockpot.cook.certificates.Names;
import stockpot.cook.certificates.Renewal;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Owner;
import stockpot.cook.nginx.NginxFiles;
import stockpot.cook.nginx.NginxProgram;
import stockpot.cook.nginx.NginxService;
import stockpot.cook.services.Duty;
import stockpot.cook.services.Identities;

/** What nginx and the certificates add to a plan. */
final class WebShare {
    private WebShare() {}

    /**
     * Their share. In a folder without nginx there is none: the server alone can be tried so.
     *
     * @param front what takes a new certificate into use
     */
    static Share of(
            Settings settings,
            Host host,
            Identities identities,
            Front front,
            InstantSource clock,
            RandomGenerator chance) {
        boolean tls = settings.tls().on();
        NginxProgram program = NginxProgram.find(host, identities.account(Owner.WEB));
        if (program == null) {
            if (settings.place().confined() && !tls) {
                return Share.NONE;
            }
            throw new HostException("The program nginx is not there: install it.");
        }
        try {
            return new Share(
                    NginxService.steps(settings.place()),
                    NginxFiles.of(settings, program, tls ? installed(settings, host) : null),
                    List.of(NginxService.of(settings.place(), program)),
                    tls ? duties(settings, host, front, clock, chance) : List.of());
        } catch (IllegalArgumentException e) {
            throw new HostException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Installed installed(Settings settings, Host host) {
        return new CertificateStore(host, settings.place(), Names.publicHost(settings)).installed();
    }

    private static List<Duty> duties(
            Settings settings,
            Host host,
            Front front,
            InstantSource clock,
            RandomGenerator chance) {
        // Where node_exporter looks for text files, whether it runs or not.
        Path metrics = settings.place().run().resolve("metrics");
        return List.of(
                new Renewal(host, settings, front, clock, chance),
                new Alerts(host, settings, clock, metrics, null));
    }
}
