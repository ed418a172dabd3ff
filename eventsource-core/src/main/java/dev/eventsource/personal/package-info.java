/** Keys for personal data, and forgetting whom it is about. */
@NullMarked
package dev.eventsource.personal;

import org.jspecify.annotations.NullMarked;
