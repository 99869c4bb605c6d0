/** What travels: the error shape and its codes, and how a stored value looks in JSON, in a URL and to a person. */
package io.kytkin.sandbox.wire;
