package stockpot.cook.plan;

import java.util.List;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Step;
import stockpot.cook.services.Duty;
import stockpot.cook.services.Service;

/**
 * What one package adds to a plan.
 *
 * @param steps folders, keys and accounts that have to be there before files and services
 * @param files configuration files, which switch together with all others
 */
public record Share(
        List<Step> steps, List<ConfigFile> files, List<Service> services, List<Duty> duties) {
    /** Nothing. */
    public static final Share NONE = new Share(List.of(), List.of(), List.of(), List.of());

    public Share {
        steps = List.copyOf(steps);
        files = List.copyOf(files);
        services = List.copyOf(services);
        duties = List.copyOf(duties);
    }
}
