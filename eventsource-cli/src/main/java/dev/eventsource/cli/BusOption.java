// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.cli.console.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which bus a command works on. */
@SuppressWarnings("NullAway.Init")
final class BusOption {

    @Option(
            names = "--bus",
            paramLabel = "URL",
            defaultValue = "${env:EVENTSOURCE_BUS}",
            description = {
                "The bus (default: the variable EVENTSOURCE_BUS):",
                "redis://HOST:PORT",
                "amqp://USER@HOST:PORT/VHOST",
                "kafka://HOST:PORT,HOST:PORT",
                "memory:NAME"
            })
    private @Nullable String url;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            defaultValue = "es",
            description = "What the names at the broker begin with (default: ${DEFAULT-VALUE}).")
    private String prefix;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    EventBus open() {
        if (url == null || url.isEmpty()) {
            throw usage("Missing required option: '--bus=URL', for instance --bus redis://localhost");
        }
        try {
            return EventBuses.open(url, BusOptions.DEFAULT.withPrefix(prefix));
        } catch (IllegalArgumentException e) {
            throw usage("--bus '" + Secrets.inUrl(url) + "': " + Secrets.inText(String.valueOf(e.getMessage())));
        }
    }

    boolean isNamed() {
        return url != null && !url.isEmpty();
    }

    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
