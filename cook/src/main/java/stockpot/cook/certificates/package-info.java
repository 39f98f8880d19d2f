/**
 * Certificates: had from an authority (ACME), from the operator's own files or, when asked, signed
 * by nobody; kept, renewed, and spoken up about before they end. {@link
 * stockpot.cook.certificates.Renewal} is the class to read first. Enter settings; leave {@link
 * stockpot.cook.certificates.Installed}, which the front is configured from, and lines for the log.
 *
 * <p>What must hold (threat Z11): a pair of key and chain is proven before it is pointed to, the
 * old one stays until nginx runs with the new one, a certificate that cannot be had is no failure
 * of the whole, and every try is written down before it is made, so that restarts cannot run into
 * the limits of the authority.
 *
 * <p>What does not belong here: configuration of nginx ({@code nginx}), and loading it again, which
 * comes in as {@link stockpot.cook.certificates.Front}.
 */
@NullMarked
package stockpot.cook.certificates;

import org.jspecify.annotations.NullMarked;
