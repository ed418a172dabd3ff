// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations purge}: forgets what was done long ago. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        description = "Remove operations that succeeded, expired or were cancelled long ago, with their histories.",
        footer = {"", "What has failed stays: cancel it or complete it before."})
final class OperationsPurgeCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private OperationTenant tenant;

    @Option(
            names = "--older-than",
            required = true,
            paramLabel = "DURATION",
            converter = HealthCommand.MaxLag.class,
            description = "Since at least so long, like PT720H.")
    private Duration age;

    @Override
    public Integer call() {
        if (age.isNegative()) {
            throw tenant.usage("--older-than is not negative");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            long purged = tenant.of(opened).purge(Instant.now().minus(age));
            out.line(Table.count(purged, "operation") + (purged == 1 ? " was removed" : " were removed"));
        }
        return 0;
    }
}
