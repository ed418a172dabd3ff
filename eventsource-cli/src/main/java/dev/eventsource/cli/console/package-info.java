/** What every command shares: where it reads and writes, how it fails, how it shows progress. */
@NullMarked
package dev.eventsource.cli.console;

import org.jspecify.annotations.NullMarked;
