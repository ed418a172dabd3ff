/** From events of your classes to stored ones and back, whatever the format. */
@NullMarked
package dev.eventsource.codec;

import org.jspecify.annotations.NullMarked;
