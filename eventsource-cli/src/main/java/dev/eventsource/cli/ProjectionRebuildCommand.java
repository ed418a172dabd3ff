// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource projection rebuild}: builds a version beside the one that is read, if its handlers are here. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = Rebuild.DESCRIPTION,
        footer = {"", Rebuild.FOOTER, "", ProjectionCommand.HANDLERS})
final class ProjectionRebuildCommand implements Callable<Integer> {

    @ParentCommand
    private ProjectionCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private Rebuild rebuild;

    @Override
    public Integer call() throws InterruptedException {
        try (Storage storage = store.openExisting()) {
            return rebuild.run(parent.console(), storage, ProjectionCommand.BUILT_IN);
        }
    }
}
