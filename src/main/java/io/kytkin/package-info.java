/** Start-up: the command line, the settings, the runtime and the loading of mapping files. */
package io.kytkin;
