/**
 * The front: nginx before the server. Settings, the certificate in use and the nginx at hand enter;
 * configuration files and a service leave, made by pure functions. {@link
 * stockpot.cook.nginx.NginxFiles} is the class to read first. The texts lie as templates in the
 * folder {@code nginx/} at the top of the sources and are filled by {@link
 * stockpot.cook.nginx.Template}, into which only checked and quoted words go (threats Z01, Z02).
 * What does not belong here: ordering certificates ({@code certificates}), writing files or
 * reloading ({@code host}, {@code plan}).
 */
@NullMarked
package stockpot.cook.nginx;

import org.jspecify.annotations.NullMarked;
