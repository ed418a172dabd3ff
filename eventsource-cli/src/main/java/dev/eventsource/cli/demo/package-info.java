/** The main job end to end: a bank's loan applications, decided, appended and projected. */
@NullMarked
package dev.eventsource.cli.demo;

import org.jspecify.annotations.NullMarked;
