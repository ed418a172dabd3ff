// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.io.FilterOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a long piece of work is, with rate and remaining time; shown only on a terminal. */
public final class Progress implements AutoCloseable {

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** Work that is not shown. */
    public static Progress hidden() {
        return new Progress(null);
    }

    /** Counts events; a total of 0 or less is unknown. */
    public static Progress ofEvents(Console console, String task, long total) {
        return of(console, task, total, "", 1);
    }

    /** Counts bytes, shown in kilobytes or megabytes; a total of 0 or less is unknown. */
    public static Progress ofBytes(Console console, String task, long total) {
        boolean large = total <= 0 || total > 1_000_000_000;
        return of(console, task, total, large ? " MB" : " kB", large ? 1_000_000 : 1000);
    }

    /** So much of the whole is done. */
    public void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** A few words behind the bar. */
    public void say(String words) {
        if (bar != null) {
            bar.setExtraMessage(" " + words);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private static Progress of(Console console, String task, long total, String unit, long unitSize) {
        if (!console.terminal()) {
            return hidden();
        }
        // The bar closes its stream at the end; standard error must stay open.
        PrintStream shielded = new PrintStream(
                new FilterOutputStream(console.err()) {
                    @Override
                    public void close() {
                        console.err().flush();
                    }
                },
                true,
                StandardCharsets.UTF_8);
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total <= 0 ? -1 : total)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(shielded, columns()))
                .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .build());
    }

    private static int columns() {
        Integer columns = Integer.getInteger("eventsource.columns");
        return columns == null || columns < 40 ? 80 : columns;
    }
}
