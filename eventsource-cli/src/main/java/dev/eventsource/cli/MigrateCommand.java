// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Secrets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource migrate}: makes a store, or brings it up to date. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Create the tables of a store, or bring them up to date.",
        footer = {
            "",
            "Running it again does nothing. On PostgreSQL the tables are in the schema that the URL's parameter "
                    + "currentSchema names, else in public; the commands that write create missing tables too, those "
                    + "that only read never do. A store in a SQLite file is made when it is opened."
        })
final class MigrateCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Override
    public Integer call() {
        String done = store.migrate();
        // A SQLite file is made only now; and a store that can be opened is the proof for any other.
        store.open().close();
        try (LineOutput out = new LineOutput(parent.console().out())) {
            out.line(Secrets.inUrl(store.url()).replaceFirst(":$", "") + ": " + done);
        }
        return 0;
    }
}
