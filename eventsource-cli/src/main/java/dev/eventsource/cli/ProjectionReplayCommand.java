// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource projection replay}: runs events through it by hand, if its handlers are here. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = ReplaySome.DESCRIPTION,
        footer = {"", ReplaySome.FOOTER, "", ProjectionCommand.HANDLERS})
final class ProjectionReplayCommand implements Callable<Integer> {

    @ParentCommand
    private ProjectionCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private ReplaySome replay;

    @Override
    public Integer call() throws InterruptedException {
        try (Storage storage = store.openExisting()) {
            return replay.run(parent.console(), storage, ProjectionCommand.BUILT_IN);
        }
    }
}
