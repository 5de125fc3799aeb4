// Package argon2 is a stub with the signatures that the corpora use.
package argon2

func Key(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte { return nil }
func IDKey(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte {
	return nil
}
