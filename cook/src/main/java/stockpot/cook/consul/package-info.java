/**
 * Consul: the configuration of the local agent, and what is registered with it. Enter settings;
 * leave a {@code ConfigFile}, a {@code Service}, a {@code Duty} and sentences about what is wrong.
 * Everything with other machines goes through the local agent, so that Consul being away never
 * touches the homeserver: the agent joins when it can, the duty registers when it can (fault F26).
 * {@link stockpot.cook.consul.MatrixServices} is the class to read first. What does not belong
 * here: how a service is started, and what other packages register elsewhere.
 */
@NullMarked
package stockpot.cook.consul;

import org.jspecify.annotations.NullMarked;
