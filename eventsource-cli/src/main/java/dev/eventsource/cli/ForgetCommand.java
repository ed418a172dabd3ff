// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.personal.Forgetting;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKeyStore;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource forget}: makes personal data unreadable. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description =
                "Forget a subject of personal data: its key is removed, so nobody can read what was encrypted with it.",
        footer = {
            "",
            "Applications that run know it within a minute. To forget again is harmless. After keys were restored from a "
                    + "backup, run it with --replay before anything else: whom the log says to be forgotten is forgotten again, "
                    + "of all tenants unless one is given."
        })
final class ForgetCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Parameters(paramLabel = "SUBJECT", arity = "0..1", description = "The id of the subject.")
    private @Nullable String subject;

    @Option(names = "--replay", description = "Forget all again whom the log says to be forgotten.")
    private boolean replay;

    @Override
    public Integer call() {
        if ((subject == null) != replay) {
            throw new ParameterException(spec.commandLine(), "Whom? Give one SUBJECT, or else --replay");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage view = tenant.of(opened);
            out.line(subject == null ? replayed(new Forgetting(view).replay()) : forgotten(view, subject));
        }
        return 0;
    }

    private String forgotten(Storage view, String whom) {
        try {
            boolean isKnown = SubjectKeyStore.of(view).find(whom).isPresent();
            if (!new Forgetting(view).forget(whom)) {
                return whom + " was forgotten before";
            }
            return whom + " is forgotten" + (isKnown ? "" : ", of whom there was nothing here: is this the right id?");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static String replayed(long count) {
        if (count == 0) {
            return "Nobody had to be forgotten again";
        }
        return count == 1 ? "1 subject is forgotten again" : count + " subjects are forgotten again";
    }
}
