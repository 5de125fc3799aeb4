// Command notes is a small web service that keeps people's notes. It is here
// for keyvet to be tried on: it handles its keys the way many services do.
package main

import (
	"log"
	"net/http"

	"example.com/notes/accounts"
	"example.com/notes/config"
	"example.com/notes/store"
	"example.com/notes/web"
)

func main() {
	cfg, err := config.Load()
	if err != nil {
		log.Fatal(err)
	}
	box, err := store.NewBox(cfg.NotesKey)
	if err != nil {
		log.Fatal(err)
	}
	users := accounts.New(cfg.SessionKey)
	srv := web.New(cfg, users, box)
	log.Fatal(http.ListenAndServe(cfg.Listen, srv))
}
