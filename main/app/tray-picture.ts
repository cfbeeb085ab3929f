// Owns: the picture of the tray: build/icons/icon.svg without its margin, as PNG in Base64, so that it is in the bundle.
// Leaves to others: showing it (tray.ts).

/** By the scale of the screen: 16, 32 and 48 pixels. */
export const TRAY_PICTURES: readonly { readonly scaleFactor: number; readonly base64: string }[] = [
  {
    scaleFactor: 1,
    base64:
      'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAACk0lEQVR4AYRSS0hUYRT+7p25Oo6Y5p3xkUKj5gw+YvAxpFSS1NSm' +
      'FtWioJXkQrCohDaBhYiICFEEQSQuIsJdizaR2CYoI02wDEoUwUWSTNFr8jHzn77/TgpOUIe5nDnnP993vnP+3wSt5Wrs7L5rnyb3' +
      '9nyU5p5Fae5dkKbeOdnT90Eife8k0v9GGvqnpGFgUuoGxqVu8Pmr8OCzNkJh7u/+3KGM5JAYyXpBAjCSEPAz+RmM6ZXO04sTKygj' +
      '0QgzMRy+PtZhMtkhPGQSWzxBQrIUmCBNqmNN8scTQwJXMiAs3ugMUyHHoxAstiAstiyFigILtSVZyPYAuk6RQHueB1ieyNWdhUnt' +
      'L0ZtjHaFcL9tFx6fq0VnSzGO1tg4FNqO9qZSuN1qk4T1uabDpOVxjOoSC6cj+dgwO9uNI1U2lRAEAQxBwPboHfB/Eno8U1EmmZwg' +
      '4HMj3XKzLKYEYmgSlfJspogDvalnFr0DBvOxOIu3/pa+rRDE7hDEfq1g/stXp5keWVG5qQjeUPB26QceTCxtMsTia+h+MoPbL2Zx' +
      'd2IWw1OzWFVr0J01gfZUkJpFB0JZQy8Xcf7hDHpH3+PSo2lkcoKDQR9aK/w4UOaH3otiZ6cp6x0FegxvBnDl8E487Yzg1vEadEdD' +
      'uHeqETeO1SFaWYhyOxsNpfloq69EdcE2DsRHxptzFLjdSQydqcLJcCHSzWu50FpWhJBPg1K7iFaUIs/rhl6ko+BE2Ieg35uO3RI3' +
      '7vDDMsHOChkuA7sL8gHeDBWo161BBvi3ZbhMFOVkAXwLAgXbmwllrI/z8hKD5TYP8H/L82Q6CjSJHk0MddOcvtwyMja3fGc+9vPv' +
      'R5DGSRHQ4O/rq4vL8XjXQvuFkd8AAAD//9v+0TYAAAAGSURBVAMAgAk04qHElnkAAAAASUVORK5CYII=',
  },
  {
    scaleFactor: 2,
    base64:
      'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAGm0lEQVR4AaxXaWxUVRT+3puh073TYp3uNIVCgdoWaDuARUUi4vLD' +
      'uGDV4BoJGo1LMBqNAVGxGIyaqAmiRg2SyA+jxj8sCYqRfSmibAqCpVJoQSiQQunc43feezOd1gIl9PJezzvr951z73ulNnqtuldb' +
      'Z9bNPbrs2jktu6597bBMnNssE+cdkgnzDsqE1w/K+Hn7Zfwb+yT8xh8SfnOv1L65S2rn75Sa+b9JzVs7pPqt7VLd0CjjGrbKuAVb' +
      'ZOyCjTL27Q07qxas+3rswrUze8EhRmDKy0dCk+a0LYctiwTmHlhSRglYBq4Uygh1laYfMj7PjLRsmW7ELKp6Z83y8vdWheAth8B1' +
      'c49NPee3t4tlpgouUFw8OwnBkn6S6UECTp6YqT7j2165cGUduBwCYsyjdIakL3BbXDBHeiRicX1NpA9QJ17tXryYkPisp4gPe9Lc' +
      '1nqx5F5xgoRgHogVCwbJdduhdi3mxfXOc/RL+Ykj5t7R7y+v175mSWysWjQ+WcEY7BS9lIzP0zrReLV7dYgjzva5fsuYWSRgint2' +
      'aNyOB2rP48lzjlCdqMJJim2KbYLniBqjzDwn3waGe2Ri/gjKcgMY5BOXpGM3TtyYwlTcPDILd1RkY3JpJgqCCbR7nTtxQr27nk6C' +
      'ZHJsERMgCchF9nzIVX403JmPn18YhS8fHoZfXrgGH9WXoDwvCdlpPjwUDuH6YUGMDCWjOCsRlflpuLsyBzeWDobNhpz6SoLPhp0T' +
      'GM5tSYATcDtwg/7PeMrIVCybORSTR6Qj4LeY6F41Q9Lw+YwyPH9jETKT/TQK9J/WAZ8shlbmp3MSidS6O1e/8Cw4kqRs4Q9H6WPP' +
      '05MsvDgtFxdbU4ZnIY19CGFAUDdWNW4TldrCIHQ7jXauwB6e8aStTlEnqYhnjErtPiPJxzIXvmwLGJWbCm1CO9dbYmQEOel9TCAO' +
      'R8+Akywxo26DYQmD4aFE9GdlJQ/ywoR57JyklIiSaj/XSR+3wKtvPAnvzPEMaBIDom9BnHSKML1/F+sw190GknCoCJpOnkH8noPb' +
      'IB4J4eTtbqd2LpCY02DP0Y5+YbeePsc8BdVwShIRWjojEaxvOgpQN3F1Hd07c70m0JPEyt3HcfIsbbjwOh8RNB4+id6dq76+qRWn' +
      'Os+TStyEbaXGmo40egSp9BhLd3D7uS40rDiAi60P1+5Hw+o9WLL1AFb+2YKf/jqCH3Y344N1u7GxuY19u/Wie87vDnQCoEdlrwm4' +
      'weI4jcN8xZ5jeHTp72g5pYcJsdV+tgvPfv8rPtt8wIk7cuYstrf8S9Bj2N12AmcjXY4dPZrTZsWxC7dFiMNBxIOK44TnhJfc+E87' +
      'blm0Cbcu3oQZS7fh9k/XY9JHa7B6XysJMd+pEkGQr2xuWgApAR9L0x6rI+B/RgDVWdORPIAqbf1Bt+tkGhjQUxck8i2rLkpDTWE6' +
      'aosyUFMURHhIJjIJOCY/A9MrCjD7ujI8Vj0UD1QV44naUjwZHoFppXnIz0hiU+ycJHvXFZKguSdTN8gwyWDaqMFYXD8aa5+ZgMXT' +
      'K/DatBF4uq4Ec24qw8d3jcGPs27Au7dX4aZhIfhtANohM8GVkmCjPBTE/dcMRX35UKQm+OD6I5C4Jm3XqCRcUNVz0v345rFKzL+t' +
      'FOMK0nGxlZWcgHDhYNw5ugjZKQFovkAoweXKwowUPFJVhmFZaXD9iqdRRt+CbgVkVl2Uiq8erOBvtSRczkoe5MMtpfkoyXQ/yyLi' +
      'pavkNnJE4wtyYHFKegu3W/jMCXR3npFk45WpJTxMfi/58oTNX4HhgquRHuCh4edYdBLRm2C5qckYm5NNS3fT3hlwScyozUVRZv++' +
      '/xeiluj3oSYvm263cyWhndLASzChIBeqCyegk+AEZI8qwWQfHqnNZ9CVX0UZqchMTGAhkmDnfODFZwiSB/mhk9DtNohs0Ak0gkGT' +
      'SoIMGrirOKgHLlpPCM2b2wI+5ael8KeBBWm0IZGFwnGEizOi0QMi8xwQt2sFJRrrunoKp8CmI11WZLG97cW6zbDMF1fzC8aIAbtS' +
      'EngQ2afo7XWuRFT3+di7mE/+fvyZLbYi+hCZnei3u/R5oO4kv5+l2HEcuBLQSfCz3H4+YL/CAPeP0y2zJ7et2ttSsePwyWNqHIjb' +
      'x1dS4sC1c9WPd3TsbOs4Xd780FMOljMBBXzu+uG7KvKCV327s3nJxkPHmw6eONOp9iu7BeAWdEQ6jxJ4Y1P7iYaXwhNHf3fHfU3R' +
      'uv8BAAD//0U6IokAAAAGSURBVAMAI/M6b0vDBIcAAAAASUVORK5CYII=',
  },
  {
    scaleFactor: 3,
    base64:
      'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAYAAABXAvmHAAANd0lEQVR4AcRZa3BV1RX+7r15v0gIkQQCaCAYLEEhYICgYtWK1ld9' +
      'jeKrzGgZp7a1+GqdtgZFedj+KCOj47ROtTLTH+2o49jWKuOMShUsRVEp0oCxCASQ9zsJZ/X71j4nD0AdUfHM2XvtvR7f+tY6++Tm' +
      'Jml8yjW5eXPlmb/aMr3pvk0LJzVvWtHU3La9aeZGm9i83ibO1FhnE+9fZxPu/8gmPNBq4+//0CbMWmuND7TY+Fkt1jhrtTU+uNpO' +
      'n7XKTn9wlY17cKWd/tBKG/fQezZu9rs2dvYKGzvnHWuYvZxyuTXMWWYNc5fZmLlv2Zh5S7eNmfvmitEPL1k45uF/Th83b2nlp9DE' +
      'EQVMbt5eOum+T+Z2IrU2StljqRSmGqwesFKDASnwiiBpoKTOTHpDkPSUnn7m0ugRIZUKEi6DvzzDPiJeL3uZpcCcEXPjsY5U+9rR' +
      'v3ltTv3s18pw2NWrgMnNu/p1RodeZu67ySb/cPAUqcBJgaskqfUih8RusoN+id3QC092WuUBJhR9t7MZKhbCod0kU8iPzO7J5ET/' +
      'GD3/1Qr0uLoKOKN56ymdUccSgjSEIPNw+R61s25NSBn4pKhJSEsaQJIiIyTi0k4dySKQ4j74me+Ne9kpWQToZ64H9fTjTB5jD3Uc' +
      'emPkvEVDxUvDC2j4gWVbFD3OZDVGx+5k2jGYjx09wbiXhf70DnZL7CQtYKMlkIhJuZ3a2N6Nl9gNn4rHfHA8I3Q0NJNlv0Vzs3P3' +
      'Ka//1juQQpMxSQCRozGEkp0A9bRzT7KcZfEij9YpJjP6Bxz6+z7BkTQiJHpK7qSBJPGO/iSTOEkQ3b5bX9J0N6tB+oyfb6xIZ3Av' +
      'COCkumREzgygOxfURkjsehfM9T3s6iyLNXoG8rQ5+ThOdtpCHs2J3SB/xHjmEvSMqAcvQ8gbdcm4yHtHz/9rRRq5WVeYRcXBic4M' +
      'NQ6kAkjQM5i6oNdsiEEI2u131DMPXYw/HM+LMzg+O48ue4ynfCq6y096+UtGYNHFHZ3pK9JRFE1xEAYEGUEu6OqEghLSkrQ7qCTA' +
      '4ulP6fGJlF8SRz/3oHSSid5EglHSy1+S8U5aAYYuPnE+ku6VL5WxKWl+EpymcIYSTEHgFYOpCGm9Q/RyKc8e9p7g8ve9cDgYeziJ' +
      'sA82IrKII/HgRchKPy/6yHyOY1EdX+Ko0jdMrrMNSnQFBRCv3PUEdAl4593PEOyGBMelSKgAjdgv6A152UBlcRaymN0SPEodSyLH' +
      'ON140ns+6JJeXpSEIQRy7WidZWLj8KSUDsIkcDLqCAFIsn9JBo0nFeKacX1x2WllOHVQIQpzmaiHnzEuJws45+Qy3DJxAG5tGoRr' +
      'G6pw2xmDMK2xGuOHlMApES/J1y1liRCaFCHoY5mK+qQFLiWYBL2SGo4MQug8gL6FaTx6/RA8f9twzL9mCGacW4V7pwzE764bildu' +
      'H4Xpk/ojzfYYix/cNxc3NlahvqqQxVFJnfRgvtK8DCacWIYbGgaisiSHlpgc+Xh+FcV8iX+Qmg3inRYI6CxpkoQwDhmP+mR4xkdU' +
      '5eDpm2swZnABjnaRF25pqsKCq2sxqDQHF40sR1FO2l1lC/jaioQkUFGUg4u/VYmsjA6yigBZSMr7cGmkK73xFRZpoppLY1BijKAi' +
      '4HqEztNvQGmWd768kGcCn32NG1KMR64+GTkkRQQ6B3xm9zWn+A76otwMzqophx/XuPMex7zyEB9JfzLiRbbpoCRZbmQMexbhQdR3' +
      'SeoIOvOSgcjPTseJP19Ul+ZiZFWROwZ8LU1TPFwLMA941Vf1QYYHu4skn7iJLKWK0fMxcpW/UU9XgtFoVB4ZxBCSJi6thhsmlmNU' +
      'db62X2icOrAYpflZUFI+SnRfyhryMxPVBnGoLM7zfGBR8kiaGiSb6lZK2tlKupjBjS4FFYzGCl1PKeDLR5fhWK40Ew2rKGCo8lD4' +
      'baTBBW3KyBVv2jlXlfDHmDdVPORnrCVILhgnPR3Jy5+AyBk3IguXYKOCk9E92A3lReyi4o5h6Hx3hwmVO5JkJi40m0utdh7sYFbu' +
      'aTfyCfnJx7WULFp68U1rMhr8xaFzd4UE4PEJwYaivFT8MsZ5vqDIz87EEcrGJclxjm9TWrIwaLF5z35KrqkhVzaTay4s5gdJ2oyD' +
      'T0AVaSkJOlOCkkaByaIidx/sxNa9nbQc271tXwcDhSYyHMLnkIYGXylf2+792HbgYLw3SvJhsSbSXUXE8dSnFXS4UfvQ+SSYASlg' +
      '9WZ2RtmOYWzb104yDCQJtYcr3sT1mZJ6fm3ES2s20s9Iy1xyQSkedFQR3MmipupzKg0pGWw8LsGZwaysy8nt3NG+etOXKeAglBQk' +
      'AF5E5KzboLzgtXzjNrTx+HQ1j77m+RWlIuhLnXZBb/wgE3l3opEkQzDXSREEhtuBPy5tQ9vudtd8kWlx6zY8895GdEZRHGbO2USG' +
      '+fd3dOL5VR/jlbVt1Etr4IJW+pOH5+dOFjUhSFATIe2dhzaGECQpl0QSBLoi7DjQiRl/acGBzkQn/WePVZv34K4X3sWSj7fiD/9q' +
      'xYur27B8ww6s2bYHyzZsx98+2IAnlq3Bqk92IpATtvJTsjitpBdDSfNmmpPXD550ogydV5CMgfzRgj7YshfTFq7Eh1s//zi9tHoL' +
      'bv7zv7GnnS8wyew82I53N+3AojVteGblOu/4+1t2YF9nJ3uX5FVW8QAvSlI1/3yi3WW33VgMfwoZAnlDUoxLHie5+mByI1DQG1az' +
      'iGuffAe/f3M9dvKp4LCr5ZO9uOP593AnO7+LpNUpczw5Ko9QJYUaxfkjGsMeno97Pz7dfp6fpIUH4dEv3Zu8nIlDp54g5ntjCbJT' +
      'shPtkeGR11sxecESXPnkMsxZ1IKfvfAfnP3oYlzx1FK83LI59hfZCCFPhISEpCzkACMeuDDPA1708+g4H9c97cHPGBfxHXAjNx5M' +
      'qcoIAd+DVoOS0YIjSdBO/5ate/Gnt9fj7x9swrb94aeNMd79aS8vyEHDwFJ8b2Q1bhpzIn44vhZ3ThqBWxtrcdPok3DpiGqMqixF' +
      'SV4285H8Z3TeiAdeRk+w6PgdEElqXSlTADGSIEVqadfMTunxSV8/oBg3jhuAe86pwewL6/DolfWYf1k9Zk05BXecOQxXjapG4+BS' +
      '3DBmMG5qGIKzhp6Amr6F6Meva/n+qWwo5Ne0iqI81PYrxneGDcD0scNx+YghKC/IhTeN+URS+RLpTREvFik934GYrFcWiAZnrt3J' +
      'oCAwqH5AIX596XAs/sl4PDV1FH565km4dvRAXFB3AiYM6Ysz+bv8xadU4saGwfjlOXV4/PKx+NHEWhZSjoJs/Sph8Iu4YEM0zKW0' +
      'tKWAYX1L8P3TanFhbTXK8sM3NDUN4ke7+zNeUrzS8EtFCE5SpkQK1DCppg+emDoST15Xj2/XJmQ88HMndXtERQmuHDkYTUMqUJIb' +
      '/0KYkHEE5nHJieRSqRS+dQK/Y9ediH4F+tU65uNFiB/96adVeAKMAzuMBDQ2qsKL+XVw7iXDcRp/p3e3Y5zSxK4tL8b5tQNQlqez' +
      'ThKORUmbL/k0RAqUGhUkf9WIoSjOif3p53byk13HLK3JnLwxLK6UKzXqvik1mHnBMOTp7x8hw5eeC3nuL6obBB0VJyFE1hB4aKMh' +
      'RZAludm4vK6G35XlHfhpFfyNv0qQbK/O88VR58+v64tLRlYI5SsfGR6RxuoK/6nj4Oyo2ufExMeVLCLueP+iApzavwLihaTZOk70' +
      'PewJKMj8zx+/OH+ow3xdU04mjXNrBiI7o2+5SRbm92WQxmaCRUg1fmAlvytzxb15ESD9qOfngEEVyjjj7BORpUNL/6/z7pObg7p+' +
      'pUxh8RAprWNJsjTwNhRlZ+Hk8jKYd172iHzhR2insRapjBVPGVGOUQOKGHR87lMry3u8Y4YU0zofLbgWLxfcDy1jsX7cIoR3INqZ' +
      'pkObOg9/LIap/JMfjuOVzT/fDe9LYmoiSR5J3uBk2dyaPn3oZeAr5BJAa5rGt9V5pMBPxhT/hlNM/fG9q0vCE094hOwWBOekqNys' +
      'NPrkJR9u1KYOrUpb6tCzLIIVRWiqKVMdDDm+d0Vhfnjn2MSQOSbvxyVek6FshXwXAl8VkHo2nZdJPWeINor5yScU4Ju4MjwT/VhE' +
      'yB0TdvLUeFGxjkUUdn2oWRsyhc+m35gxcT/d5rEI9CvM4fIruI8BIj8ri1EiyiHyPPMg4TA0Sw9kp9LwJ2A2t3XatAPcAZmSvAX8' +
      'afxq+TdYQA4/F6Ar1U1WK6kk+ZC8nJj8i+VR7gLZvIBl08d2RJZ1VYRIT0P64z4KsvkEujqv9Ow4hYm2F8UN14cQtWbl4+pl06fz' +
      'eyr0OSADsOKups1vbdwxil8H9wXN8Z+dckp5fcVFkMm8p719XfuBveNbrv/xLhr99ifgK04zJg5reWHN5pqX/7v59QOdh6g5frd3' +
      'mh3WcVFW33sxAP+T2rl+966nV23fXb9o6i2bZE9GrwKkvH18zabzhvc/46m3Phr13MoNC99ct7W1dfveA7sOdoRGyOlrGyFFpx06' +
      'sK+jY+OWffsX/2/Pjrnv791RN7Np8g2Pn3ce//bSO/n/AQAA///frg6pAAAABklEQVQDAFRzGbz9bXMtAAAAAElFTkSuQmCC',
  },
];
