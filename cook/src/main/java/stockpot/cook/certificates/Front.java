package stockpot.cook.certificates;

import stockpot.cook.host.HostException;

/** What takes a certificate into use; implemented by whoever applies plans. */
public interface Front {
    /**
     * Renders all files for the certificate that is installed now, proves them ({@code nginx -t}),
     * switches to them and has nginx load them without a break. Nothing happens where nothing
     * differs.
     *
     * @throws HostException if the proof fails; the old files are still in use then
     */
    void apply();
}
